"""CAID and other OData 1.2 lists: VICS 1.2 media with the files each was met as.

The envelope is VICS 1.2's (``odata.metadata`` ending in ``1.2.xml#Media``), and every object has
``MediaSize`` and ``MediaFiles``. Some tools take such a list for known files. Nothing in it says
so, and police sets come in the same envelope, so that what it means is the operator's word here
too.
"""

import re
from typing import BinaryIO

from hashsets.formats import vics
from hashsets.formats.base import Read
from hashsets.formats.recoded import json_head
from hashsets.records import Algorithm

name = "caid"
carries_verdicts = True
lists_reported = True

ENVELOPE = re.compile(rb'"odata\.metadata"\s*:\s*"[^"]*1\.2\.xml#Media"', re.IGNORECASE)
FILES = re.compile(rb'"MediaFiles"\s*:\s*\[\s*\{[^}\]]*"FileName"', re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """A VICS 1.2 list whose first objects name files."""
    text = json_head(head)
    return bool(vics.sniff(head) and ENVELOPE.search(text) and FILES.search(text))


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each media object, as in VICS."""
    return vics.read(stream, algorithm)

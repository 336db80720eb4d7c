"""Project VIC's VICS JSON, versions 1.2, 1.3 and 2.0: hash sets and cases.

A hash set is ``{"@odata.context": ".../2.0.xml/Default/$metadata#Media", "value": [Media …]}``
(``odata.metadata`` before 2.0), a case has ``#Cases`` and ``value: [{…, Media: [Media …]}]``. Which
of the two it is shows in the items themselves. Keys are matched whatever their case.
"""

from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.recoded import json_head, json_stream
from hashsets.formats.vics_bulk import read_list
from hashsets.formats.vics_plain import read_plainly
from hashsets.records import Algorithm

name = "vics"
carries_verdicts = True
lists_reported = True


def sniff(head: bytes) -> bool:
    """A JSON object whose beginning has an OData key and the data model's address."""
    text = json_head(head).lower()
    return text.startswith(b"{") and b"odata." in text and b"projectvic" in text


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each media object; a file that ends early is said to be incomplete.

    ``algorithm`` is not needed, since every digest stands under its name.
    """
    del algorithm
    yield from read_list(json_stream(stream)) or read_plainly(json_stream(stream))

"""Project VIC's VICS JSON, versions 1.2, 1.3 and 2.0: hash sets and cases.

A hash set is ``{"@odata.context": ".../2.0.xml/Default/$metadata#Media", "value": [Media …]}``
(``odata.metadata`` before 2.0), a case has ``#Cases`` and ``value: [{…, Media: [Media …]}]``. Which
of the two it is shows in the items themselves. Keys are matched whatever their case.
"""

from typing import BinaryIO

import ijson

from hashsets.formats.base import Read
from hashsets.formats.json_items import Item, items
from hashsets.formats.vics_media import media_records
from hashsets.records import Algorithm, BadRecord

name = "vics"
carries_verdicts = True

BOM = b"\xef\xbb\xbf"


def sniff(head: bytes) -> bool:
    """A JSON object whose beginning has an OData key and the data model's address."""
    text = head.removeprefix(BOM).lstrip().lower()
    return text.startswith(b"{") and b"odata." in text and b"projectvic" in text


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each media object; a file that ends early is said to be incomplete.

    ``algorithm`` is not needed, since every digest stands under its name.
    """
    del algorithm
    if stream.read(len(BOM)) != BOM:
        stream.seek(0)
    last = "the start"
    try:
        for item in items(ijson.basic_parse(stream)):
            last = item.position
            if isinstance(item, Item):
                yield from media_records(item.members, item.position)
            else:
                yield item
    except (ijson.JSONError, ValueError) as error:
        yield BadRecord(position=f"after {last}", reason=broken(error), consequence="incomplete")


def broken(error: Exception) -> str:
    """What is wrong with the JSON, in one line."""
    if "premature EOF" in str(error):
        return "the file is truncated: its JSON ends in the middle"
    kind = str(error).partition("\\n")[0].partition("\n")[0].removeprefix("b'")
    return f"not JSON from here on ({kind[:80]})"

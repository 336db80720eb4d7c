"""Reading VICS JSON event by event: the plain way, which the fast one must equal."""

from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.json_events import FAULTS, json_events
from hashsets.formats.json_items import VICS, Item, Start, items
from hashsets.formats.vics_media import media_records
from hashsets.records import BadRecord

TRUNCATED = "the file is truncated: its JSON ends in the middle"


def read_plainly(stream: BinaryIO, start: Start = Start(), last: str = "the start") -> Read:  # noqa: B008 - frozen
    """A record for each media object, and what cannot be used.

    ``start`` and ``last`` say what was read before, where the stream is the rest of a document.
    """
    try:
        for item in items(json_events(stream), VICS, start):
            last = item.position
            if isinstance(item, Item):
                yield from media_records(item.members, item.position)
            else:
                yield item
    except FAULTS as error:
        yield BadRecord(position=f"after {last}", reason=broken(error), consequence="incomplete")


def broken(error: Exception) -> str:
    """What is wrong with the JSON, in one line."""
    if "premature EOF" in str(error):
        return TRUNCATED
    return f"not JSON from here on ({said(error)})"


def said(error: Exception) -> str:
    """The first line of what ijson says."""
    if isinstance(error, ArithmeticError):
        return "a number beyond all measure"
    return str(error).partition("\\n")[0].partition("\n")[0].removeprefix("b'")[:80]

"""One element of a list of media objects, from its own text."""

import io
from collections.abc import Iterable

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.json_events import FAULTS, json_events
from hashsets.formats.json_items import Item, Lists, Start, items
from hashsets.formats.vics_media import media_records
from hashsets.formats.vics_place import Place
from hashsets.formats.vics_plain import said
from hashsets.formats.vics_typed import ordinary_record
from hashsets.hexadecimal import shown
from hashsets.records import BadRecord, HashRecord

COMMA = b","
SPACE = b" \t\r\n"
NAMES = {"mediaid", "category", "md5", "sha1"}
NESTED = {"propertyname", "filename", "hashname"}
"""What tells a media object, and what is nested in one."""


def element(text: bytes, place: Place) -> Iterable[HashRecord | BadRecord]:
    """What one object or array of the list holds."""
    if b"\n" in text:
        text = one_line(text)
    record = ordinary_record(text, place.position)
    return unusual(text, place) if record is None else (record,)


def unusual(text: bytes, place: Place) -> Read:
    """What an element holds that is anything but ordinary."""
    lists = Lists(inner=None) if place.is_case else Lists()
    document = io.BytesIO(b'{"value":[' + text + b"]}")
    try:
        for item in items(json_events(document), lists, Start(place.number)):
            whole = place.is_case or item.position == place.position
            position = place.position if whole else item.position
            if isinstance(item, Item):
                raw = text.decode() if whole else None
                yield from media_records(item.members, position, raw)
            else:
                yield BadRecord(position=position, reason=item.reason)
    except FAULTS as error:
        yield BadRecord(position=place.position, reason=f"not JSON ({said(error)})")


def one_line(text: bytes) -> bytes:
    """An object's text without the white space between its parts."""
    try:
        return msgspec.json.format(text, indent=-1)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return text


def between(text: bytes, place: Place, comma: bytes = COMMA, last: bool = False) -> Read:
    """What is wrong with the text before an element, which should be ``comma`` alone.

    Numbers, words and texts between commas are elements too, though none that can be used. Before
    the end of a list there is no ``last`` comma.
    """
    stripped = text.strip(SPACE)
    if stripped == (b"" if last else comma):
        return
    inner = stripped.removeprefix(comma)
    inner = inner if last else inner.removesuffix(COMMA)
    try:
        scalars = len(msgspec.json.decode(b"[" + inner + b"]", type=list[msgspec.Raw]))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        scalars = 0
    for _ in range(scalars):
        yield BadRecord(position=place.position, reason="not a JSON object")
        place.number += 1
    if not scalars:
        reason = f"not JSON between two objects: {shown(stripped.decode('utf-8', 'replace'))}"
        yield BadRecord(position=place.position, reason=reason)


def is_media(text: bytes) -> bool:
    """Whether ``text`` is a whole media object, not one that is nested in such an object."""
    try:
        members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    keys = {key.lower() for key in members}
    return not NAMES.isdisjoint(keys) and NESTED.isdisjoint(keys)

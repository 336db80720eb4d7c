"""Reading the long middle of a VICS file: object after object of one list, several times faster.

The text of each object is found by ``json_scan`` and decoded by itself, so that a damaged one costs
only itself. The list's surroundings, and all that is out of the ordinary, are read plainly.
"""

import re
from collections.abc import Generator
from itertools import islice
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.json_scan import Span, scan
from hashsets.formats.vics_element import SPACE, between, element, is_media
from hashsets.formats.vics_place import Place
from hashsets.formats.vics_plain import TRUNCATED
from hashsets.records import BadRecord, HashRecord

HEAD = 1 << 16
"""Bytes in which a list must begin to be read fast."""

CHUNK = 1 << 17
LONGEST = 1 << 24
"""Bytes; an object that does not end within so many is read plainly."""

REACH = 1 << 16
ATTEMPTS = 1000
"""Bytes looked at, and places tried, to take reading up again after an object that never ends."""

WS = rb"[ \t\r\n]*+"
TEXT = rb'"(?:[^"\\]|\\.)*+"'
SCALAR = rb"(?:%b|[-+0-9.eE]++|true|false|null)" % TEXT
MEMBERS = rb"(?:%b%b:%b%b%b,%b)*?" % (TEXT, WS, WS, SCALAR, WS, WS)
SET = rb'%b\{%b%b"(?i:value)"%b:%b\[%b(?=\{)' % (WS, WS, MEMBERS, WS, WS, WS)
CASE = rb'%b\{%b%b"(?i:media)"%b:%b\[%b(?=\{)' % (SET, WS, MEMBERS, WS, WS, WS)
SET_HEAD, CASE_HEAD = re.compile(SET, re.DOTALL), re.compile(CASE, re.DOTALL)
END = re.compile(rb"\]%b(?:[},]|\Z)" % WS)
NEXT = re.compile(rb",%b(?=\{%b\")" % (WS, WS))
INNER = re.compile(rb'"media"%b:%b\[' % (WS, WS), re.IGNORECASE)


def read_list(stream: BinaryIO) -> Read | None:
    """The records of the document that ``stream`` begins, or null where it must be read plainly."""
    head = stream.read(HEAD)
    found = CASE_HEAD.match(head) or SET_HEAD.match(head)
    if found is None:
        return None
    return ListReader(stream, head[found.end() :], Place(found.re is CASE_HEAD)).read()


class ListReader:
    """Reads one list; ``pending`` begins with its first element."""

    def __init__(self, stream: BinaryIO, pending: bytes, place: Place) -> None:
        self._stream, self._pending, self._place = stream, pending, place
        self._comma = b""

    def read(self) -> Read:
        """Every element's records, and then those of the rest of the document."""
        while True:
            scanned = scan(self._pending)
            used = yield from self._elements(scanned.spans)
            self._pending = self._pending[used:]
            if scanned.closed is not None:
                if ended := END.match(self._pending, scanned.closed - used):
                    yield from between(self._pending[: ended.start()], self._place, last=True)
                    rest = self._pending[ended.start() :]
                    yield from self._place.plainly(rest, self._stream)
                    return
            elif len(self._pending) < LONGEST and self._more():
                continue
            taken_up = self._taken_up()
            if taken_up is None:
                yield from self._given_up()
                return
            reason = f"this object never ends: {taken_up:,} bytes were passed over"
            yield BadRecord(position=self._place.position, reason=reason)
            self._pending, self._comma = self._pending[taken_up:], b""
            self._place.number += 1

    def _elements(self, spans: list[Span]) -> Generator[HashRecord | BadRecord, None, int]:
        """What the elements hold; returns where the last ends."""
        text, place, used = self._pending, self._place, 0
        for before, start, used in spans:
            if (parting := text[before:start]) != self._comma:
                yield from between(parting, place, self._comma)
            self._comma = b","
            yield from element(text[start:used], place)
            place.number += 1
        return used

    def _more(self) -> bool:
        """Read on; twice as much each time an object does not end."""
        more = self._stream.read(max(CHUNK, len(self._pending)))
        self._pending += more
        return bool(more)

    def _taken_up(self) -> int | None:
        """Where after an object that never ends the next begins, as far as can be told.

        A quote that is missing turns all after it inside out, until reading is taken up anew.
        """
        if not self._place.is_case and INNER.search(self._pending, 0, HEAD):
            return None
        for found in islice(NEXT.finditer(self._pending), ATTEMPTS):
            reach = self._pending[found.end() : found.end() + REACH]
            spans = scan(reach).spans
            if spans and is_media(reach[: spans[0][2]]):
                return found.end()
        return None

    def _given_up(self) -> Read:
        """What is left, where no object begins any more that ends."""
        if self._more():
            rest = self._pending.lstrip(SPACE).removeprefix(self._comma)
            yield from self._place.plainly(rest, self._stream)
        else:
            after = f"after {self._place.last}"
            yield BadRecord(position=after, reason=TRUNCATED, consequence="incomplete")

"""Sparse files in a tar: the stored pieces, and zeros between them.

Source: GNU tar manual, "Storing Sparse Files".
"""

from bisect import bisect_right
from itertools import accumulate

from triage.archives.tar_headers import BLOCK, Header, number
from triage.content import Content, Unexamined
from triage.reasons import Reason

Pieces = list[tuple[int, int]]
"""(offset, length) in bytes within the file, in the order in which they are stored."""

OLD_ENTRY = 24
MOST_PIECES = 1 << 18
MAP_BYTES = 16 << 20


class Sparse:
    """A content of ``size`` bytes of which only ``pieces`` are stored, one after another."""

    def __init__(self, stored: Content, pieces: Pieces, size: int) -> None:
        self._stored = stored
        self._pieces = sound(pieces, size, stored.size)
        self._starts = [offset for offset, _ in self._pieces]
        self._places = list(accumulate((length for _, length in self._pieces), initial=0))
        self._size = size

    @property
    def size(self) -> int:
        """Length in bytes, holes included."""
        return self._size

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """(offset, length) in bytes of what is stored; the rest is holes."""
        return tuple(self._pieces)

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, zeros in the holes."""
        end = min(offset + length, self._size)
        out: list[bytes] = []
        number = max(0, bisect_right(self._starts, offset) - 1)
        while offset < end:
            start, held = self._pieces[number] if number < len(self._pieces) else (end, 0)
            if offset < start:
                out.append(bytes(min(start, end) - offset))
                offset += len(out[-1])
            if start <= offset < min(end, start + held):
                wanted = min(end, start + held) - offset
                out.append(self._stored.read(self._places[number] + offset - start, wanted))
                offset += wanted
            number += 1
        return b"".join(out)


def sound(pieces: Pieces, size: int, stored: int) -> Pieces:
    """The pieces that hold anything; raises ``Unexamined`` where they overlap or do not fit."""
    kept = [(offset, length) for offset, length in pieces if length]
    place = 0
    for offset, length in kept:
        if offset < place or length < 0 or offset + length > size:
            raise Unexamined(Reason.DAMAGED, "the map of a sparse file makes no sense")
        place = offset + length
    if sum(length for _, length in kept) > stored:
        raise Unexamined(Reason.DAMAGED, "a sparse file's map speaks of more than is stored")
    return kept


def old_pieces(header: Header, content: Content, place: int) -> tuple[Pieces, int]:
    """The map of GNU type ``S`` and where the data starts; ``place`` is the end of the header.

    Raises ``Unexamined`` where the map is damaged.
    """
    pieces = _old_entries(header.block[386:482])
    extended = header.block[482]
    while extended:
        block = content.read(place, BLOCK)
        if len(block) < BLOCK or len(pieces) > MOST_PIECES:
            raise Unexamined(Reason.DAMAGED, "the map of a sparse file is cut off")
        pieces += _old_entries(block[:504])
        extended = block[504]
        place += BLOCK
    return pieces, place


def _old_entries(field: bytes) -> Pieces:
    pieces = []
    for place in range(0, len(field), OLD_ENTRY):
        offset, length = number(field[place:][:12]), number(field[place + 12 :][:12])
        if offset is None or length is None:
            raise Unexamined(Reason.DAMAGED, "the map of a sparse file is damaged")
        pieces.append((offset, length))
    return pieces


def listed_pieces(numbers: bytes) -> Pieces:
    """The map of pax formats 0.0 and 0.1: offsets and lengths in turn."""
    return _paired(numbers.split(b",")) if numbers else []


def leading_pieces(stored: Content) -> tuple[Pieces, int]:
    """The map of pax format 1.0, at the start of the stored data, and its length in bytes.

    Decimal numbers, one a line: how many pieces, then offset and length of each, padded to a whole
    block. Raises ``Unexamined`` where it is damaged.
    """
    lines = stored.read(0, BLOCK)
    count = _count(lines)
    while lines.count(b"\n") < 1 + 2 * count:
        more = stored.read(len(lines), max(BLOCK, len(lines)))
        if not more or len(lines) > MAP_BYTES:
            raise Unexamined(Reason.DAMAGED, "the map of a sparse file is cut off")
        lines += more
    fields = lines.split(b"\n", 1 + 2 * count)
    used = sum(len(field) + 1 for field in fields[: 1 + 2 * count])
    return _paired(fields[1 : 1 + 2 * count]), -(-used // BLOCK) * BLOCK


def _count(lines: bytes) -> int:
    digits = lines.split(b"\n", 1)[0]
    if not digits.isdigit() or len(digits) > 7 or int(digits) > MOST_PIECES:
        raise Unexamined(Reason.DAMAGED, "the map of a sparse file is damaged")
    return int(digits)


def _paired(fields: list[bytes]) -> Pieces:
    if len(fields) % 2 or not all(field.isdigit() and len(field) <= 19 for field in fields):
        raise Unexamined(Reason.DAMAGED, "the map of a sparse file is damaged")
    values = [int(field) for field in fields]
    return list(zip(values[::2], values[1::2], strict=True))

"""The ``meta`` box of a HEIF file: its items, their properties, and where their bytes are.

ISO/IEC 14496-12 (boxes, section 8.11) and ISO/IEC 23008-12 (item properties, section 9.3). Evidence
wrote this, so every number is checked against the bytes there are. Only what ordinary cameras write
is read: whatever else there is raises ``UnusualLayout``, and the picture is left to libheif.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from skerry import SkerryError

LARGEST_META = 1 << 20
"""Bytes; those of cameras take some thousands. It bounds all that is read below."""

_TYPED_ENTRIES = frozenset((2, 3))
"""Versions of ``infe`` that name the item's type."""


Value = TypeVar("Value")


class UnusualLayout(SkerryError):
    """Not laid out as the cameras known do it; nothing is said about whether it is damaged."""


class Cursor:
    """Big-endian fields of ``body`` from ``at`` up to ``stop``, each checked to be there."""

    def __init__(self, body: bytes, at: int, stop: int) -> None:
        self.body, self.at, self.stop = body, at, stop

    def __bool__(self) -> bool:
        return self.at < self.stop

    def take(self, length: int) -> bytes:
        """The next bytes. Raises ``UnusualLayout`` where there are fewer."""
        if length > self.stop - self.at:
            raise UnusualLayout("a field runs beyond its box")
        self.at += length
        return self.body[self.at - length : self.at]

    def number(self, length: int) -> int:
        """The next unsigned number of so many bytes; 0 of none."""
        return int.from_bytes(self.take(length), "big")

    def inner(self, length: int) -> "Cursor":
        """A cursor over the next bytes alone."""
        start = self.at
        if not 0 <= length <= self.stop - start:
            raise UnusualLayout("a box runs beyond its parent")
        self.at += length
        return Cursor(self.body, start, self.at)

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.stop - self.at)


class Extent(NamedTuple):
    """Bytes of an item, in the file or, where ``inside``, in the ``idat`` box."""

    inside: bool
    start: int
    length: int


class Property(NamedTuple):
    """One item property: its box's type and content."""

    kind: bytes
    body: bytes


class Meta(NamedTuple):
    """The items of a HEIF file by their numbers.

    ``parts`` maps a derived item to what it is made of, in order (``dimg``). ``properties`` are in
    the order in which they apply.
    """

    primary: int
    kinds: dict[int, bytes]
    parts: dict[int, tuple[int, ...]]
    properties: dict[int, tuple[Property, ...]]
    extents: dict[int, tuple[Extent, ...]]
    idat: bytes


def boxes(cursor: Cursor) -> Iterator[tuple[bytes, Cursor]]:
    """Type and content of each box. Raises ``UnusualLayout`` where one runs beyond ``cursor``."""
    while cursor:
        length, kind, head = cursor.number(4), cursor.take(4), 8
        if length == 1:
            length, head = cursor.number(8), 16
        yield kind, cursor.inner(cursor.stop - cursor.at if length == 0 else length - head)


def read_meta(body: bytes) -> Meta:
    """The items of the HEIF file ``body``. Raises ``UnusualLayout``."""
    for kind, content in boxes(Cursor(body, 0, len(body))):
        if kind == b"meta":
            return _meta(content)
    raise UnusualLayout("no meta box")


def _meta(cursor: Cursor) -> Meta:
    if cursor.stop - cursor.at > LARGEST_META:
        raise UnusualLayout("an uncommonly large meta box")
    _version(cursor)
    found: dict[bytes, Cursor] = {}
    for kind, content in boxes(cursor):
        if kind in found and kind != b"free":
            raise UnusualLayout(f"two boxes {kind!r} in one meta box")
        found[kind] = content
    return Meta(
        primary=_primary(_needed(found, b"pitm")),
        kinds=_kinds(_needed(found, b"iinf")),
        parts=_parts(found[b"iref"]) if b"iref" in found else {},
        properties=_properties(_needed(found, b"iprp")),
        extents=_extents(_needed(found, b"iloc")),
        idat=found[b"idat"].rest() if b"idat" in found else b"",
    )


def _needed(found: dict[bytes, Cursor], kind: bytes) -> Cursor:
    if kind not in found:
        raise UnusualLayout(f"no box {kind!r}")
    return found[kind]


def _version(cursor: Cursor) -> tuple[int, int]:
    return cursor.number(1), cursor.number(3)


def _primary(cursor: Cursor) -> int:
    version, _ = _version(cursor)
    return cursor.number(4 if version else 2)


def _kinds(cursor: Cursor) -> dict[int, bytes]:
    version, _ = _version(cursor)
    cursor.number(4 if version else 2)
    found: dict[int, bytes] = {}
    for kind, entry in boxes(cursor):
        entry_version, _ = _version(entry)
        if kind != b"infe" or entry_version not in _TYPED_ENTRIES:
            raise UnusualLayout("an item of no stated type")
        item = entry.number(4 if entry_version == 3 else 2)
        entry.number(2)
        _once(found, item, entry.take(4))
    return found


def _parts(cursor: Cursor) -> dict[int, tuple[int, ...]]:
    version, _ = _version(cursor)
    size = 4 if version else 2
    found: dict[int, tuple[int, ...]] = {}
    for kind, entry in boxes(cursor):
        item, count = entry.number(size), entry.number(2)
        others = tuple(entry.number(size) for _ in range(count))
        if kind == b"dimg":
            _once(found, item, others)
    return found


def _properties(cursor: Cursor) -> dict[int, tuple[Property, ...]]:
    shared: list[Property] | None = None
    found: dict[int, tuple[Property, ...]] = {}
    for kind, content in boxes(cursor):
        if kind == b"ipco" and shared is None:
            shared = [Property(each, inner.rest()) for each, inner in boxes(content)]
        elif kind == b"ipma" and shared is not None:
            _associate(content, shared, found)
        else:
            raise UnusualLayout("item properties in an uncommon order")
    return found


def _associate(
    cursor: Cursor, shared: list[Property], found: dict[int, tuple[Property, ...]]
) -> None:
    version, flags = _version(cursor)
    size, mask = (2, 0x7FFF) if flags & 1 else (1, 0x7F)
    for _ in range(cursor.number(4)):
        item = cursor.number(4 if version else 2)
        places = [cursor.number(size) & mask for _ in range(cursor.number(1))]
        if max(places, default=0) > len(shared):
            raise UnusualLayout("a property that is not there")
        # place 0 stands for no property at all
        _once(found, item, tuple(shared[place - 1] for place in places if place))


def _extents(cursor: Cursor) -> dict[int, tuple[Extent, ...]]:
    version, _ = _version(cursor)
    if version > 2:
        raise UnusualLayout("item locations of an unknown version")
    sizes, more = cursor.number(1), cursor.number(1)
    widths = (sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0)
    found: dict[int, tuple[Extent, ...]] = {}
    for _ in range(cursor.number(4 if version == 2 else 2)):
        item = cursor.number(4 if version == 2 else 2)
        method = cursor.number(2) & 15 if version else 0
        if method > 1 or cursor.number(2):
            raise UnusualLayout("an item's bytes lie in another item or file")
        _once(found, item, tuple(_item_extents(cursor, widths, method == 1)))
    return found


def _item_extents(
    cursor: Cursor, widths: tuple[int, int, int, int], inside: bool
) -> Iterator[Extent]:
    offset, length, base, index = widths
    start, count = cursor.number(base), cursor.number(2)
    if count > 1 and not offset + length + index:
        raise UnusualLayout("pieces of an item of which nothing is said")
    for _ in range(count):
        cursor.number(index)
        yield Extent(inside, start + cursor.number(offset), cursor.number(length))


def _once(found: dict[int, Value], item: int, value: Value) -> None:
    if item in found:
        raise UnusualLayout(f"item {item} is described twice")
    found[item] = value

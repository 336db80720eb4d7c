"""How the main picture of a HEIC file is put together from tiles, each an HEVC still picture.

ISO/IEC 23008-12: grids (section 6.6.2.3), rotation, mirroring and cropping (6.5.9 to 6.5.12).
"""

from typing import NamedTuple

from PIL import Image

from triage.inspectors.meta_boxes import Cursor, Extent, Meta, Property, UnusualLayout, read_meta

Size = tuple[int, int]

TILE = b"hvc1"

ROTATIONS = (
    None,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
)
"""By the two low bits of ``irot``: quarter turns against the clock."""

MIRRORS = (Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT)
"""By the low bit of ``imir``: 0 puts the top at the bottom."""

PLAIN = frozenset((b"hvcC", b"ispe", b"pixi", b"colr", b"pasp", b"clli", b"mdcv", b"cclv", b"free"))
"""Properties that leave every pixel where it is."""

LUMA_IS_GREY = frozenset((2, 5, 6))
"""Matrices (ITU-T H.273) of which luma is the grey that Pillow makes of RGB; 2: none stated."""


class Layout(NamedTuple):
    """A picture of ``size`` before ``turns``, its tiles' bytes row by row.

    ``configuration`` is the HEVC decoder's (``hvcC``), ``full_range`` what colour boxes say of
    luma's range: null where they say nothing.
    """

    size: Size
    tile: Size
    columns: int
    tiles: tuple[tuple[Extent, ...], ...]
    idat: bytes
    configuration: bytes
    full_range: bool | None
    turns: tuple[Image.Transpose, ...]

    @property
    def upright(self) -> Size:
        """Width and height in pixels as displayed."""
        width, height = self.size
        sideways = sum(turn in _SIDEWAYS for turn in self.turns) % 2
        return (height, width) if sideways else (width, height)


_SIDEWAYS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)


class _Shape(NamedTuple):
    size: Size
    columns: int
    tiles: tuple[int, ...]


def layout(body: bytes) -> Layout:
    """How ``body`` is to be decoded. Raises ``UnusualLayout``."""
    meta = read_meta(body)
    shape = _shape(meta, body)
    tile = _size(meta, shape.tiles[0])
    rows = len(shape.tiles) // shape.columns
    if not (
        _covers(shape.columns, tile[0], shape.size[0]) and _covers(rows, tile[1], shape.size[1])
    ):
        raise UnusualLayout("tiles that do not just cover the picture")
    size, turns = _transformed(shape.size, meta.properties[meta.primary])
    return Layout(
        size=size,
        tile=tile,
        columns=shape.columns,
        tiles=_checked(meta, shape.tiles, len(body)),
        idat=meta.idat,
        configuration=_alike(meta, shape.tiles),
        full_range=_range(meta, (meta.primary, *shape.tiles)),
        turns=turns,
    )


def bytes_of(body: bytes, plan: Layout, extents: tuple[Extent, ...]) -> bytes:
    """An item's bytes. Raises ``UnusualLayout`` where some lie beyond the file."""
    return b"".join(_extent(body, plan.idat, extent) for extent in extents)


def is_cut(head: bytes, size: int) -> bool:
    """Whether bytes of the main picture lie beyond the end of a file of ``size`` bytes.

    libheif leaves such tiles black and says nothing. ``head`` must reach beyond the ``meta`` box;
    false where that cannot be read.
    """
    try:
        meta = read_meta(head)
    except UnusualLayout:
        return False
    items = meta.parts.get(meta.primary, (meta.primary,))
    extents = (extent for item in items for extent in meta.extents.get(item, ()))
    return any(not each.inside and each.start + each.length > size for each in extents)


def _extent(body: bytes, idat: bytes, extent: Extent) -> bytes:
    source = idat if extent.inside else body
    if extent.start + extent.length > len(source):
        raise UnusualLayout("an item lies beyond the file")
    return source[extent.start : extent.start + extent.length]


def _shape(meta: Meta, body: bytes) -> _Shape:
    kind = meta.kinds.get(meta.primary)
    size = _size(meta, meta.primary)
    if kind == TILE:
        return _Shape(size, 1, (meta.primary,))
    if kind != b"grid":
        raise UnusualLayout("neither one picture nor a grid")
    data = b"".join(_extent(body, meta.idat, each) for each in meta.extents.get(meta.primary, ()))
    columns, rows, stated = _grid(data)
    tiles = meta.parts.get(meta.primary, ())
    if stated != size or len(tiles) != columns * rows:
        raise UnusualLayout("a grid of other tiles than it states")
    return _Shape(size, columns, tiles)


def _grid(data: bytes) -> tuple[int, int, Size]:
    cursor = Cursor(data, 0, len(data))
    version, flags = cursor.number(1), cursor.number(1)
    rows, columns = cursor.number(1) + 1, cursor.number(1) + 1
    length = 4 if flags & 1 else 2
    size = (cursor.number(length), cursor.number(length))
    if version or cursor:
        raise UnusualLayout("a grid of an unknown version")
    return columns, rows, size


def _size(meta: Meta, item: int) -> Size:
    fields = _only(meta.properties.get(item, ()), b"ispe")
    cursor = Cursor(fields, 0, len(fields))
    cursor.number(4)
    size = (cursor.number(4), cursor.number(4))
    if not all(size):
        raise UnusualLayout("a picture without pixels")
    return size


def _only(properties: tuple[Property, ...], kind: bytes) -> bytes:
    found = [each.body for each in properties if each.kind == kind]
    if len(found) != 1:
        raise UnusualLayout(f"not one property {kind!r}")
    return found[0]


def _covers(count: int, tile: int, length: int) -> bool:
    return (count - 1) * tile < length <= count * tile


def _alike(meta: Meta, tiles: tuple[int, ...]) -> bytes:
    """The configuration that all tiles share."""
    size, configuration = _size(meta, tiles[0]), _only(meta.properties[tiles[0]], b"hvcC")
    for item in tiles:
        own = meta.properties.get(item, ())
        same = (_size(meta, item), _only(own, b"hvcC")) == (size, configuration)
        plain = item == meta.primary or all(each.kind in PLAIN for each in own)
        if meta.kinds.get(item) != TILE or not same or not plain:
            raise UnusualLayout("tiles that differ")
    return configuration


def _checked(meta: Meta, tiles: tuple[int, ...], most: int) -> tuple[tuple[Extent, ...], ...]:
    found = tuple(meta.extents.get(item, ()) for item in tiles)
    # overlapping extents could make much work of a small file
    if sum(extent.length for extents in found for extent in extents) > most:
        raise UnusualLayout("items that share their bytes")
    return found


def _range(meta: Meta, items: tuple[int, ...]) -> bool | None:
    stated = {
        _nclx(each.body)
        for item in items
        for each in meta.properties[item]
        if each.kind == b"colr" and each.body[:4] == b"nclx"
    }
    if len(stated) > 1:
        raise UnusualLayout("colours stated differently")
    return stated.pop() if stated else None


def _nclx(body: bytes) -> bool:
    cursor = Cursor(body, 4, len(body))
    cursor.number(4)
    if cursor.number(2) not in LUMA_IS_GREY:
        raise UnusualLayout("colours of which luma is not the grey")
    return bool(cursor.number(1) & 0x80)


def _transformed(
    size: Size, properties: tuple[Property, ...]
) -> tuple[Size, tuple[Image.Transpose, ...]]:
    turns: list[Image.Transpose] = []
    for kind, body in properties:
        if kind == b"clap" and not turns:
            size = _cropped(size, body)
        elif kind in {b"irot", b"imir"} and len(body) == 1:
            choice = ROTATIONS[body[0] & 3] if kind == b"irot" else MIRRORS[body[0] & 1]
            turns += [choice] if choice is not None else []
        elif kind not in PLAIN:
            raise UnusualLayout(f"a property {kind!r}")
    return size, tuple(turns)


def _cropped(size: Size, body: bytes) -> Size:
    """What ``clap`` leaves, where that begins at the first pixel, as when an encoder filled up."""
    cursor = Cursor(body, 0, len(body))
    fields = [(_signed(cursor), cursor.number(4)) for _ in range(4)]
    if any(divisor < 1 or number % divisor for number, divisor in fields[:2]):
        raise UnusualLayout("a crop by fractions of a pixel")
    width, height = (number // divisor for number, divisor in fields[:2])
    # the centre lies so many pixels off: that of the whole less that of the part (14496-12, 12.1.4)
    begins = all(
        2 * off == (part - whole) * divisor
        for (off, divisor), part, whole in zip(fields[2:], (width, height), size, strict=True)
    )
    if not begins or not 0 < width <= size[0] or not 0 < height <= size[1]:
        raise UnusualLayout("a crop elsewhere than on the right and below")
    return width, height


def _signed(cursor: Cursor) -> int:
    return int.from_bytes(cursor.take(4), "big", signed=True)

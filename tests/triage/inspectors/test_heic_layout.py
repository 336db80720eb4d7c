import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.inspectors.heif_files import Tile, box, full_box, grid_file, rotated
from triage.inspectors.heic_layout import bytes_of, is_cut, layout
from triage.inspectors.meta_boxes import LARGEST_META, UnusualLayout, read_meta

TILES = [Tile(b"\1configuration", bytes([number]) * (10 + number)) for number in range(4)]
SIZE = (500, 400)
GRID = grid_file(TILES, SIZE, [rotated(1)])


def test_a_grid_is_read_as_it_was_laid_out() -> None:
    plan = layout(GRID)
    assert (plan.size, plan.upright, plan.tile, plan.columns) == (SIZE, (400, 500), (256, 256), 2)
    assert [bytes_of(GRID, plan, each) for each in plan.tiles] == [each.stream for each in TILES]
    assert plan.configuration == TILES[0].configuration


def changed(old: bytes, new: bytes) -> bytes:
    assert GRID.count(old) == 1
    return GRID.replace(old, new)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        GRID[:40],
        changed(struct.pack(">BBHH", 1, 1, *SIZE), struct.pack(">BBHH", 1, 1, 501, 400)),
        changed(struct.pack(">BBHH", 1, 1, *SIZE), struct.pack(">BBHH", 255, 255, *SIZE)),
        changed(struct.pack(">II", 256, 256), struct.pack(">II", 1 << 31, 256)),
        changed(struct.pack(">II", 256, 256), struct.pack(">II", 0, 256)),
        changed(b"irot", b"what"),
        changed(b"pitm", b"pits"),
        changed(box(b"pitm", bytes(4), b"\0\5"), box(b"pitm", bytes(4), b"\0\6")),
        changed(b"idat", b"free"),
        changed(b"dimg", b"thmb"),
        changed(b"meta", b"free"),
    ],
)
def test_what_is_not_laid_out_as_usual_is_said_to_be_so(body: bytes) -> None:
    with pytest.raises(UnusualLayout):
        layout(body)


def test_tiles_that_share_their_bytes_make_no_great_work_of_a_small_file() -> None:
    start = GRID.index(b"mdat") + 4
    first = struct.pack(">HHHHII", 1, 0, 0, 1, start, 10)
    everything = struct.pack(">HHHHII", 1, 0, 0, 1, 0, len(GRID))
    with pytest.raises(UnusualLayout, match="share"):
        layout(changed(first, everything))


def test_pieces_that_take_no_bytes_to_state_are_not_counted_out() -> None:
    items = b"".join(struct.pack(">HHH", number, 0, 0xFFFF) for number in range(0xFFFF))
    locations = full_box(b"iloc", bytes(2), struct.pack(">H", 0xFFFF), items)
    start = GRID.index(b"iloc") - 4
    length = int.from_bytes(GRID[start : start + 4], "big")
    bomb = GRID[:start] + locations + GRID[start + length :]
    meta = GRID.index(b"meta") - 4
    grown = int.from_bytes(GRID[meta : meta + 4], "big") + len(locations) - length
    bomb = bomb[:meta] + struct.pack(">I", grown) + bomb[meta + 4 :]
    with pytest.raises(UnusualLayout, match="of which nothing is said"):
        layout(bomb)


def test_a_meta_box_of_uncommon_size_is_not_read() -> None:
    body = full_box(b"meta", box(b"free", bytes(LARGEST_META)))
    with pytest.raises(UnusualLayout, match="large"):
        read_meta(body)


@pytest.mark.parametrize(("missing", "cut"), [(0, False), (1, True), (40, True)])
def test_a_file_that_ends_before_its_tiles_do_is_cut(missing: int, cut: bool) -> None:
    size = len(GRID) - missing
    assert is_cut(GRID[:size], size) is cut


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_altered_it_is_a_layout_or_unusual(data: st.DataObject) -> None:
    body = bytearray(GRID)
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(body))
    read(bytes(body[: data.draw(st.integers(0, len(body)))]))


@given(st.binary(max_size=300))
def test_any_content_of_a_meta_box_is_a_layout_or_unusual(content: bytes) -> None:
    read(full_box(b"meta", content))


def read(body: bytes) -> None:
    try:
        plan = layout(body)
        assert all(bytes_of(body, plan, each) is not None for each in plan.tiles)
    except UnusualLayout:
        assert is_cut(body, len(body)) in {True, False}

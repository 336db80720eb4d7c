from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.index.perceptual import PerceptualIndex
from hashsets.index.plan import cut, thresholds
from tests.hashsets.index.cores import HERE, running
from tests.hashsets.index.corpora import crowded, indexed, moved, plainly, told, unrelated

RADII = {8: (0, 1, 3, 4, 8, 10, 16), 32: (0, 1, 15, 16, 31, 37, 64)}
CASES = [(width, radius) for width, radii in RADII.items() for radius in radii]


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize(("width", "radius"), CASES)
def test_the_tables_find_what_the_plain_comparison_finds(
    tmp_path: Path, name: str, width: int, radius: int
) -> None:
    # enough strangers that the tables are not given up for a crowd
    entries = np.concatenate([crowded(1500, width, seed=radius), unrelated(60_000, width, 8)])
    extremes = np.stack([np.zeros(width), np.full(width, 255)]).astype(np.uint8)
    near = moved(entries[:1500:100], radius, seed=1)
    queries = np.concatenate([extremes, near, unrelated(5, width, 2)])
    tables, parts = indexed(tmp_path / "parts", entries, radius)
    with running(name) as core:
        found = core.search(tables, entries.tobytes(), width // 8, parts, queries.tobytes(), radius)
        scanned = core.scan(entries.tobytes(), width // 8, queries.tobytes(), radius)
    expected = plainly(entries, queries, radius)
    assert told(found) == expected
    assert told(scanned) == expected


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize(("width", "radius"), [(8, 8), (8, 16), (32, 31), (32, 64)])
def test_every_distance_up_to_the_radius_is_found_and_none_beyond(
    tmp_path: Path, name: str, width: int, radius: int
) -> None:
    (query,) = queries = unrelated(1, width, seed=radius)
    rows = [moved(np.repeat(queries, 8, axis=0), bits, bits) for bits in range(radius + 2)]
    entries = np.concatenate([*rows, unrelated(60_000, width, 5)])
    tables, parts = indexed(tmp_path / "parts", entries, radius)
    with running(name) as core:
        found = told(
            core.search(tables, entries.tobytes(), width // 8, parts, query.tobytes(), radius)
        )
    least = [(0, 8 * bits + each, bits) for bits in range(radius + 1) for each in range(8)]
    assert [row for row in found if row[1] < 8 * (radius + 2)] == least


@pytest.mark.parametrize("name", [name for name in HERE if name != "numpy"])
def test_more_candidates_than_any_buffer_holds_are_all_told(tmp_path: Path, name: str) -> None:
    # 12,000 in reach of one query, a few to a bucket elsewhere: the tables are not given up
    many = moved(np.repeat(unrelated(1, 32, 3), 12_000, axis=0), 9, 4)
    entries = np.concatenate([many, unrelated(500_000, 32, 6)])
    tables, parts = indexed(tmp_path / "parts", entries, 31)
    query = unrelated(1, 32, 3)
    with running(name) as core:
        found = told(core.search(tables, entries.tobytes(), 4, parts, query.tobytes(), 31))
    assert found == [(0, place, 9) for place in range(12_000)]


STRANGERS = {width: unrelated(2000, width, 1) for width in (8, 32)}


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_cut_and_radius_gives_the_plain_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    width = data.draw(st.sampled_from([8, 32]))
    parts = data.draw(st.integers(3, 4) if width == 8 else st.integers(14, 16))
    radius = data.draw(st.integers(0, width))
    byte = st.sampled_from([0, 0, 0, 1, 3, 128, 255])
    hashes = st.lists(byte, min_size=width, max_size=width).map(bytes)
    entries = np.array([list(text) for text in data.draw(st.lists(hashes, max_size=20))])
    entries = np.concatenate([entries.reshape(-1, width).astype(np.uint8), STRANGERS[width]])
    queries = np.array([list(data.draw(hashes)) for _ in range(3)], dtype=np.uint8)
    path = tmp_path_factory.mktemp("index") / "parts"
    tables, told_parts = indexed(path, entries, radius, parts)
    expected = plainly(entries, queries, radius)
    for name in HERE:
        with running(name) as core:
            rows = core.search(
                tables, entries.tobytes(), width // 8, told_parts, queries.tobytes(), radius
            )
        assert told(rows) == expected, name


def test_an_index_without_entries_finds_nothing(tmp_path: Path) -> None:
    none = np.empty((0, 32), dtype=np.uint8)
    tables, parts = indexed(tmp_path / "parts", none, 31)
    for name in HERE:
        with running(name) as core:
            assert core.search(tables, b"", 4, parts, bytes(32), 31) == b""
            assert core.scan(b"", 4, bytes(32), 31) == b""
            assert core.search(tables, b"", 4, parts, b"", 31) == b""


def test_a_search_answers_in_order_and_over_several_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hashsets.index.perceptual.BATCH", 7)
    entries = crowded(20_000, 8, seed=3)
    indexed(tmp_path / "parts", entries, 8)
    queries = np.concatenate([moved(entries[::700], 6, 1), unrelated(5, 8, 9)])
    plain = PerceptualIndex(entries.reshape(-1), 8, None)
    quick = PerceptualIndex(entries.reshape(-1), 8, tmp_path / "parts")
    for radius in (0, 8, 16, 40, 64):
        rows = quick.search(queries[:10].tobytes() if radius > 16 else queries.tobytes(), radius)
        least = plainly(entries, queries[:10] if radius > 16 else queries, radius)
        assert rows.tolist() == least
        assert len(queries[:10]) == 10
    assert (
        plain.search(queries.tobytes(), 8).tolist() == quick.search(queries.tobytes(), 8).tolist()
    )


@pytest.mark.parametrize(("hashes", "radius"), [(b"x", 8), (bytes(8), -1), (bytes(8), 65)])
def test_a_question_that_makes_no_search_is_refused(hashes: bytes, radius: int) -> None:
    with pytest.raises(ValueError, match="make no search"):
        PerceptualIndex(np.zeros(8, dtype=np.uint8), 8, None).search(hashes, radius)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_thresholds_lead_to_every_entry_within_the_radius(data: st.DataObject) -> None:
    """The argument itself: some part and its next stay within what is searched."""
    size = data.draw(st.sampled_from([64, 256]))
    cuts = cut(size, data.draw(st.integers(3, 4) if size == 64 else st.integers(11, 16)))
    radius = data.draw(st.integers(0, size // 4))
    reached = thresholds(cuts, data.draw(st.sampled_from([0, 10**5, 10**8])), radius)
    assert sum(one + 1 for one in reached) == radius + 1
    flipped = data.draw(st.sets(st.integers(0, size - 1), max_size=radius))
    apart = [sum(one.start <= bit < one.start + one.bits for bit in flipped) for one in cuts]
    assert any(
        apart[at] <= reached[at] and apart[at] + apart[after] <= reached[at] + reached[after] + 1
        for at in range(len(cuts))
        for after in [(at + 1) % len(cuts)]
    )

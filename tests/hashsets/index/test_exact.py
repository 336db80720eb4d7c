from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.index.buckets import Buckets, prefix_bits, write_buckets
from hashsets.index.sorting import keep_entries, sort_entries
from tests.hashsets.index.cores import HERE, running
from tests.hashsets.index.corpora import unrelated

BOTH = [name for name in HERE if name in ("numpy", "plain")]
WIDTHS = {"md5": 16, "sha1": 20, "sha256": 32}


def crowding(width: int) -> st.SearchStrategy[bytes]:
    """Digests that share beginnings, and some that share nothing."""
    close = st.lists(st.sampled_from([0, 1, 255]), min_size=width, max_size=width).map(bytes)
    end = st.binary(min_size=1, max_size=1).map(lambda last: bytes(width - 1) + last)
    return close | end | st.binary(min_size=width, max_size=width)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_both_cores_find_what_a_dictionary_finds(data: st.DataObject) -> None:
    width = data.draw(st.sampled_from(list(WIDTHS.values())))
    digests = sorted(data.draw(st.lists(crowding(width), max_size=60)))
    keys = [*digests, *data.draw(st.lists(crowding(width), min_size=1, max_size=10))]
    bits = data.draw(st.sampled_from([0, 1, prefix_bits(len(digests)), 9]))
    packed, asked = b"".join(digests), b"".join(keys)
    for name in BOTH:
        offsets = np.empty((1 << bits) + 1, dtype=np.uint32)
        first, found = np.empty((2, len(keys)), dtype=np.uint32)
        with running(name) as core:
            core.build_buckets(packed, width, bits, offsets)
            core.find(packed, width, bits, offsets, asked, first, found)
            single = [core.find_one(packed, width, bits, offsets, key) for key in keys]
        assert found.tolist() == [digests.count(key) for key in keys]
        present = [at for at, key in enumerate(keys) if key in digests]
        assert [first[at] for at in present] == [digests.index(keys[at]) for at in present]
        assert single == list(zip(first.tolist(), found.tolist(), strict=True))


@pytest.mark.parametrize("width", WIDTHS.values())
@pytest.mark.parametrize("copies", [1, 3, 500])
def test_every_digest_is_found_with_all_its_repetitions(
    tmp_path: Path, width: int, copies: int
) -> None:
    texts = sorted(map(bytes, unrelated(3000, width, copies)))
    digests = np.frombuffer(b"".join(text * copies for text in texts), dtype=np.uint8)
    write_buckets(tmp_path / "buckets", digests, width)
    buckets = Buckets(tmp_path / "buckets", digests, width)
    first, found = buckets.find_many(b"".join(texts))
    assert (found == copies).all()
    assert (first == copies * np.arange(len(texts))).all()
    strangers = unrelated(3000, width, 77).tobytes()
    assert not buckets.find_many(strangers)[1].any()
    assert buckets.find(texts[5]) == (5 * copies, copies)
    with pytest.raises(ValueError, match="no whole digests"):
        buckets.find_many(b"x")


def test_an_entry_costs_at_most_six_bytes_beside_its_digest(tmp_path: Path) -> None:
    for count in (1 << 12, (1 << 12) + 1, 5000, (1 << 13) - 1):
        path = tmp_path / str(count)
        write_buckets(path, np.zeros(20 * count, dtype=np.uint8), 20)
        assert path.stat().st_size - 68 + 4 * count <= 6 * count


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("run_bytes", [1, 100, 1000, 1 << 20])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_sorting_keeps_every_entry_and_the_order_of_equals(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str, run_bytes: int
) -> None:
    width = data.draw(st.sampled_from([8, 16, 20, 32]))
    texts = data.draw(st.lists(crowding(width), min_size=1, max_size=80))
    folder = tmp_path_factory.mktemp("sorted")
    digests, records = folder / "digests", folder / "records"
    digests.write_bytes(b"".join(texts))
    records.write_bytes(np.arange(len(texts), dtype="<u4").tobytes())
    with pytest.MonkeyPatch.context() as patch, running(name) as core:
        patch.setattr("hashsets.index.sorting.CORE", core)
        patch.setattr("hashsets.index.sorting.MERGED", 7)
        sort_entries(digests, records, width, run_bytes)
    order = sorted(range(len(texts)), key=lambda at: texts[at])
    assert digests.read_bytes() == b"".join(texts[at] for at in order)
    assert np.fromfile(records, dtype="<u4").tolist() == order
    assert sorted(path.name for path in folder.iterdir()) == ["digests", "records"]


def test_many_equal_beginnings_are_sorted_as_well(tmp_path: Path) -> None:
    texts = unrelated(40_000, 16, 3)
    texts[:, :8] = 0
    (tmp_path / "digests").write_bytes(texts.tobytes())
    (tmp_path / "records").write_bytes(np.arange(len(texts), dtype="<u4").tobytes())
    sort_entries(tmp_path / "digests", tmp_path / "records", 16, 150_000)
    assert (tmp_path / "digests").read_bytes() == b"".join(sorted(map(bytes, texts)))


def test_entries_left_out_are_gone_from_both_files(tmp_path: Path) -> None:
    texts = unrelated(10, 16, 1)
    (tmp_path / "digests").write_bytes(texts.tobytes())
    (tmp_path / "records").write_bytes(np.arange(10, dtype="<u4").tobytes())
    kept = np.arange(10) % 3 == 0
    keep_entries(tmp_path / "digests", tmp_path / "records", 16, kept)
    assert (tmp_path / "digests").read_bytes() == texts[kept].tobytes()
    assert np.fromfile(tmp_path / "records", dtype="<u4").tolist() == [0, 3, 6, 9]

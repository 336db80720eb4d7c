from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.index.buckets import Buckets, write_buckets
from hashsets.index.perceptual import PerceptualIndex
from hashsets.records import HashSetError
from tests.hashsets.index.cores import HERE, running
from tests.hashsets.index.corpora import crowded, indexed, unrelated

WIDTHS = (8, 32)


def digests_of(count: int) -> np.ndarray:
    return np.frombuffer(b"".join(sorted(map(bytes, unrelated(count, 20, 1)))), dtype=np.uint8)


@pytest.mark.parametrize("length", [0, 7, 23, 24, 64, 5000, -1])
def test_a_file_of_parts_cut_short_is_refused_at_opening(tmp_path: Path, length: int) -> None:
    entries = crowded(600, 32, 1)
    path = tmp_path / "pdq.parts"
    indexed(path, entries, 31)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(HashSetError, match=r"pdq\.parts"):
        PerceptualIndex(entries.reshape(-1), 32, path)


def test_a_file_of_parts_of_another_set_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pdq.parts"
    indexed(path, crowded(600, 32, 1), 31)
    for entries, width in ((crowded(700, 32, 1), 32), (crowded(600, 32, 1), 8)):
        with pytest.raises(HashSetError, match=r"not the index of this hash set's"):
            PerceptualIndex(entries.reshape(-1), width, path)
    with pytest.raises(HashSetError, match="cannot open absent"):
        PerceptualIndex(entries.reshape(-1), 32, tmp_path / "absent")


@pytest.mark.parametrize("at", range(0, 88, 4))
def test_a_changed_head_is_refused_or_harmless(tmp_path: Path, at: int) -> None:
    entries = crowded(600, 32, 1)
    path = tmp_path / "pdq.parts"
    indexed(path, entries, 31)
    data = bytearray(path.read_bytes())
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    with pytest.raises(HashSetError):
        PerceptualIndex(entries.reshape(-1), 32, path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_within_the_tables_gives_an_answer_or_an_error_but_no_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    width = data.draw(st.sampled_from(WIDTHS))
    entries = crowded(400, width, 2)
    path = tmp_path_factory.mktemp("damaged") / "parts"
    tables, parts = indexed(path, entries, width)
    torn = bytearray(tables.tobytes())
    for _ in range(data.draw(st.integers(1, 40))):
        at = data.draw(st.integers(64, len(torn) - 4))
        torn[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    if data.draw(st.booleans()):
        start, length = parts[0][4], 4 << parts[0][1]
        torn[start : start + length] = data.draw(st.binary(min_size=4, max_size=4)) * (length // 4)
    for name in HERE:
        with running(name) as core:
            try:
                rows = core.search(
                    np.frombuffer(torn, dtype=np.uint8),
                    entries.tobytes(),
                    width // 8,
                    parts,
                    entries[:40].tobytes(),
                    width,
                )
            except ValueError:
                continue
            assert len(rows) % 12 == 0


def test_damaged_tables_are_told_by_the_search_and_found_by_verifying(tmp_path: Path) -> None:
    entries = unrelated(20_000, 32, 1)
    path = tmp_path / "pdq.parts"
    _, parts = indexed(path, entries, 31)
    assert PerceptualIndex(entries.reshape(-1), 32, path).problem() is None
    with path.open("r+b") as file:
        file.seek(parts[0][4])
        file.write(b"\xff" * (4 << parts[0][1]))
    index = PerceptualIndex(entries.reshape(-1), 32, path)
    assert index.problem() == "pdq.parts does not lead to the hashes"
    with pytest.raises(HashSetError, match=r"pdq\.parts of a hash set cannot be used"):
        index.search(bytes(32), 31)


@pytest.mark.parametrize("name", HERE)
def test_a_posting_of_no_entry_is_told_of(tmp_path: Path, name: str) -> None:
    entries = unrelated(20_000, 32, 1)
    tables, parts = indexed(tmp_path / "parts", entries, 31)
    torn = np.array(tables)
    for part in parts:
        torn[part[6] : part[6] + 4 * len(entries)] = 255
    with running(name) as core, pytest.raises(ValueError, match="damaged"):
        core.search(torn, entries.tobytes(), 4, parts, entries[:1].tobytes(), 31)


@pytest.mark.parametrize("length", [0, 8, 64, 4000, -4])
def test_buckets_cut_short_are_refused_at_opening(tmp_path: Path, length: int) -> None:
    digests, path = digests_of(5000), tmp_path / "sha1.buckets"
    write_buckets(path, digests, 20)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(HashSetError, match=r"sha1\.buckets"):
        Buckets(path, digests, 20)


def test_buckets_that_lead_outside_are_told_of(tmp_path: Path) -> None:
    digests, path = digests_of(5000), tmp_path / "sha1.buckets"
    write_buckets(path, digests, 20)
    assert Buckets(path, digests, 20).problem() is None
    data = path.read_bytes()
    path.write_bytes(data[:64] + b"\xff" * (len(data) - 64))
    buckets = Buckets(path, digests, 20)
    assert buckets.problem() == "sha1.buckets does not lead to the digests"
    with pytest.raises(HashSetError, match="cannot be used"):
        buckets.find(bytes(20))
    with pytest.raises(HashSetError, match="cannot be used"):
        buckets.find_many(bytes(60))


def test_digests_out_of_order_are_found_by_verifying(tmp_path: Path) -> None:
    digests, path = digests_of(5000), tmp_path / "sha1.buckets"
    write_buckets(path, digests, 20)
    swapped = np.concatenate([digests[20:], digests[:20]])
    assert Buckets(path, swapped, 20).problem() == "the digests are not in order"
    with pytest.raises(ValueError, match="damaged"):
        write_buckets(path, swapped, 20)


WRONG = [
    "search(b'', b'', 4, ((0, 16, 16, 31, 0, 0, 0),), b'', 31)",
    "search(bytes(8), b'', 4, ((0, 128, 128, 15, 0, 0, 0), (128, 128, 0, 15, 0, 0, 0)), b'', 31)",
    "search(bytes(1 << 20), b'', 1, ((0, 16, 16, 3, 0, 0, 0), (16, 16, 0, 3, 0, 0, 0)), b'', 8)",
    "search(bytes(1 << 20), b'', 1, ((0, 20, 16, 3, 0, 0, 0), (16, 16, 0, 4, 0, 0, 0)), b'', 8)",
    "search(bytes(9), b'', 1, ((0, 16, 16, 3, 0, 0, 0), (16, 16, 0, 4, 0, 0, 0)), b'', 8)",
    "scan(bytes(7), 1, b'', 8)",
    "scan(b'', 4, bytes(8), 8)",
    "scan(b'', 1, b'', 65)",
    "build_part(bytes(8), 1, 60, 16, 0, u4(65537), u2(1), u4(1))",
    "build_part(bytes(8), 1, 0, 16, 16, u4(65536), u2(1), u4(1))",
    "build_part(bytes(8), 1, 0, 16, 16, u4(65537), u2(2), u4(1))",
    "build_buckets(bytes(40), 20, 1, u4(2))",
    "find(bytes(40), 20, 1, u4(3), bytes(21), u4(1), u4(1))",
    "find(bytes(40), 20, 1, u4(2), bytes(20), u4(1), u4(1))",
    "find_one(bytes(40), 20, 1, u4(3), bytes(19))",
    "find_one(bytes(40), 20, 1, u4(3) + np.uint32(3), bytes(20))",
    "sort_run(bytes(40), bytes(4), 20, u1(40), u4(2))",
    "merge_runs(bytes(40), bytes(8), 20, u8(1) + np.uint64(3), u8(1), u1(20), u4(1))",
]


@pytest.mark.parametrize("call", WRONG)
@pytest.mark.parametrize("name", HERE)
def test_buffers_that_do_not_fit_together_are_refused(name: str, call: str) -> None:
    kinds = {kind: partial(np.zeros, dtype=kind) for kind in ("u1", "u2", "u4", "u8")}
    with running(name) as core, pytest.raises(ValueError, match=r"."):
        eval(f"core.{call}", {"core": core, "np": np, **kinds})


def test_a_map_opened_before_a_fork_answers_in_each_process(tmp_path: Path) -> None:
    entries = unrelated(20_000, 32, 1)
    indexed(tmp_path / "parts", entries, 31)
    index = PerceptualIndex(entries.reshape(-1), 32, tmp_path / "parts")
    context = get_context("fork")
    answers = context.SimpleQueue()

    def answer(place: int) -> None:
        answers.put(index.search(entries[place].tobytes(), 31).tolist())

    workers = [context.Process(target=answer, args=(place,)) for place in (7, 8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(answers.get() for _ in workers) == [[(0, 7, 0)], [(0, 8, 0)]]

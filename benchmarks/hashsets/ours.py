"""Skerry's own indexes, built and searched as a stored set is."""

import multiprocessing
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread

from benchmarks.hashsets import corpora
from benchmarks.hashsets.lines import Line, timed
from hashsets.digest_table import DigestTable
from hashsets.index.sorting import sort_entries
from hashsets.records import DIGEST_BYTES, Algorithm
from hashsets.segment import digest_file, index_file, record_file, write_index
from skerry import SkerryError

OPENED_MS = 1e3


def files(folder: Path, algorithm: Algorithm) -> tuple[Path, Path]:
    """The digests and the record numbers of a table."""
    return folder / digest_file(algorithm), folder / record_file(algorithm)


def build(folder: Path, algorithm: Algorithm) -> None:
    """Sort what lies unsorted in the folder, and index it."""
    sort_entries(*files(folder, algorithm), DIGEST_BYTES[algorithm])
    write_index(folder, algorithm)


def built(folder: Path, algorithm: Algorithm, entries: int) -> Line:
    """Build in a process of its own; the note says how much memory that took at most."""
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    began = time.perf_counter()
    process = context.Process(target=build_and_tell, args=(folder, algorithm, told))
    process.start()
    process.join()
    took = time.perf_counter() - began
    if process.exitcode:
        raise SkerryError(f"building {algorithm} ended with {process.exitcode}")
    seconds, anonymous = told.get()
    note = f"{seconds:.1f} s of processor time, {anonymous / 1e9:.2f} GB private at most"
    size = sum(
        path.stat().st_size for path in (*files(folder, algorithm), folder / index_file(algorithm))
    )
    name = f"skerry: build {algorithm} from unsorted input"
    return Line(name, entries, entries, (took,), (seconds,), size / entries, note)


def build_and_tell(
    folder: Path, algorithm: Algorithm, told: "multiprocessing.SimpleQueue[tuple[float, int]]"
) -> None:
    """Build; tell the seconds of processor time and the private memory at its peak."""
    spent = time.process_time()
    peak = PrivatePeak()
    with peak:
        build(folder, algorithm)
    told.put((time.process_time() - spent, peak.bytes))


class PrivatePeak:
    """The most anonymous memory this process had, sampled from a thread."""

    def __init__(self) -> None:
        self.bytes = 0
        self._ended = Event()

    def __enter__(self) -> "PrivatePeak":
        self._thread = Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for line in Path("/proc/self/status").read_text("ascii").splitlines():
                if line.startswith("RssAnon:"):
                    self.bytes = max(self.bytes, int(line.split()[1]) << 10)


def opened(folder: Path, algorithm: Algorithm, entries: int) -> Line:
    """Open it; the note gives milliseconds."""
    line = timed(
        "skerry: open", entries, 1, lambda: DigestTable(folder, algorithm, entries), repeat=9
    )
    return replace(line, note=f"{sorted(line.wall)[4] * OPENED_MS:.2f} ms")


def exact(folder: Path, entries: int, keys: bytes) -> list[Line]:
    """Lookups in a batch and one by one."""
    stored = DigestTable(folder, Algorithm.SHA1, entries)
    buckets, count = stored.segments[0].exact(), len(keys) // 20
    present = len(stored.find_many(keys)[0])
    batch = timed("skerry: sha1, batch", entries, count, partial(buckets.find_many, keys), 5)
    told = timed("skerry: the same with records", entries, count, partial(stored.find_many, keys))
    few = [keys[at : at + 20] for at in range(0, 20 * min(count, 200_000), 20)]
    single = timed(
        "skerry: sha1, one by one from Python",
        entries,
        len(few),
        lambda: [stored.find(key) for key in few],
    )
    size = (folder / "sha1.buckets").stat().st_size / entries + 24
    return [
        replace(batch, bytes_per_entry=size, note=f"{present:,} of {count:,} present"),
        told,
        single,
    ]


def near(
    folder: Path, algorithm: Algorithm, entries: int, asked: corpora.Hashes, radius: int
) -> list[Line]:
    """Searches in a batch, in the eights of a picture's orientations, and one by one."""
    stored = DigestTable(folder, algorithm, entries)
    stored.search(asked[:100].tobytes(), radius)
    lines = []
    for name, group, most in (
        ("batch", len(asked), len(asked)),
        ("eights", 8, 8000),
        ("single", 1, 4000),
    ):
        chosen = asked[:most]
        texts = [chosen[at : at + group].tobytes() for at in range(0, len(chosen), group)]
        lines.append(
            timed(
                f"skerry: {algorithm}, radius {radius}, {name}",
                entries,
                len(chosen),
                lambda texts=texts: [stored.search(text, radius) for text in texts],  # type: ignore[misc]
            )
        )
    return lines


def two_processes(
    folder: Path, algorithm: Algorithm, entries: int, asked: corpora.Hashes, radius: int
) -> Line:
    """The same batch in each of two processes at once, by the clock; the note compares with one."""
    text, rounds = asked.tobytes(), 4
    stored = DigestTable(folder, algorithm, entries)
    context = multiprocessing.get_context("fork")
    took: dict[int, list[float]] = {1: [], 2: []}
    with context.Pool(2, initializer=keep, initargs=(stored, text, radius)) as pool:
        pool.map(search_kept, [1, 1], chunksize=1)
        # turn and turn about, so that what else the machine does falls on both alike
        for number in (1, 2) * 5:
            began = time.perf_counter()
            pool.map(search_kept, [rounds] * number, chunksize=1)
            took[number].append(time.perf_counter() - began)
    note = f"x{2 * median(took[1]) / median(took[2]):.2f} of one, by the clock"
    name = f"skerry: {algorithm}, radius {radius}, 2 processes"
    both = tuple(took[2])
    return Line(name, entries, 2 * rounds * len(asked), both, both, note=note)


_kept: list[tuple[DigestTable, bytes, int]] = []


def keep(stored: DigestTable, text: bytes, radius: int) -> None:
    """What a worker searches."""
    _kept[:] = [(stored, text, radius)]


def search_kept(rounds: int) -> int:
    """So many batches in a worker."""
    stored, text, radius = _kept[0]
    return sum(len(stored.search(text, radius)) for _ in range(rounds))

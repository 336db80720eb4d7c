"""Exact lookups by other means: SQLite, and the Sleuth Kit's hfind."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks.hashsets.lines import Line, timed


def pieces(path: Path, width: int) -> Iterator[bytes]:
    """The digests of a file one by one."""
    with path.open("rb") as file:
        while chunk := file.read(width << 16):
            yield from (chunk[at : at + width] for at in range(0, len(chunk), width))


def sqlite(folder: Path, digests: Path, entries: int, keys: bytes) -> list[Line]:
    """A table WITHOUT ROWID of 20-byte keys, filled in order; lookups by a prepared statement."""
    path = folder / "peer.sqlite"
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("PRAGMA synchronous=OFF")
        base.execute("CREATE TABLE held(digest BLOB PRIMARY KEY, record INTEGER) WITHOUT ROWID")
        rows = ((digest, number) for number, digest in enumerate(pieces(digests, 20)))
        base.executemany("INSERT OR IGNORE INTO held VALUES(?, ?)", rows)
        base.commit()
        base.execute(f"PRAGMA mmap_size={1 << 36}")
        asked = [(keys[at : at + 20],) for at in range(0, min(len(keys), 20 * 200_000), 20)]
        question = "SELECT record FROM held WHERE digest=?"
        line = timed(
            "peer: SQLite WITHOUT ROWID, one by one",
            entries,
            len(asked),
            lambda: [base.execute(question, key).fetchone() for key in asked],
        )
        size = path.stat().st_size / entries
    path.unlink()
    return [replace(line, bytes_per_entry=size)]


def hfind(folder: Path, entries: int, lookups: int) -> list[Line]:
    """``hfind -f`` over an indexed md5sum list; empty where the Sleuth Kit is not installed."""
    program = shutil.which("hfind")
    if program is None:
        return []
    listed, asked = folder / "peer.md5", folder / "asked.txt"
    texts = [
        f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128):032x}"
        for number in range(entries)
    ]
    listed.write_text("".join(f"{text}  f{number}\n" for number, text in enumerate(texts)))
    step = max(1, 2 * entries // lookups)
    known = texts[::step]
    absent = [text[::-1] for text in known]
    asked.write_text("\n".join([*known, *absent]) + "\n")
    subprocess.run([program, "-i", "md5sum", str(listed)], check=True, capture_output=True)
    wall, processor = [], []
    for _ in range(3):
        began, spent = time.perf_counter(), children()
        subprocess.run(
            [program, "-f", str(asked), str(listed)], check=False, stdout=subprocess.DEVNULL
        )
        wall.append(time.perf_counter() - began)
        processor.append(children() - spent)
    size = sum(path.stat().st_size for path in folder.glob("peer.md5*")) / entries
    count = len(known) + len(absent)
    name = "peer: hfind -f, MD5"
    return [Line(name, entries, count, tuple(wall), tuple(processor), size)]


def children() -> float:
    """Seconds of processor time that ended child processes took."""
    spent = os.times()
    return spent.children_user + spent.children_system

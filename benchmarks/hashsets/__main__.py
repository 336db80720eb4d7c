"""Take the figures of the indexes: ``python -m benchmarks.hashsets``; ``--full`` at national scale.

Peers are measured where they are installed (group ``bench``: faiss-cpu, threatexchange; hfind from
the Sleuth Kit). Everything is built in a folder that is thrown away.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.hashsets import corpora, ours, peers_exact, peers_perceptual
from benchmarks.hashsets.lines import Line, table
from benchmarks.machine import machine
from hashsets.digest_table import DigestTable
from hashsets.index import core_name
from hashsets.records import DIGEST_BYTES, Algorithm

FULL_EXACT, FULL_PERCEPTUAL = 100_000_000, 10_000_000
SEARCHES = ((Algorithm.PDQ, (31, 37)), (Algorithm.PHASH, (8, 10)))
MOST_PEER = 10_000_000
"""Entries in SQLite: its lookups do not become quicker with more."""


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hashsets", description=__doc__)
    parser.add_argument("--exact", type=int, default=10_000_000, help="digests in the exact index")
    parser.add_argument("--perceptual", type=int, default=1_000_000, help="perceptual hashes")
    parser.add_argument("--queries", type=int, default=20_000, help="perceptual queries in a batch")
    parser.add_argument("--full", action="store_true", help="100 million and 10 million")
    parser.add_argument("--no-peers", action="store_true", help="Skerry's own figures only")
    parser.add_argument("--folder", type=Path, help="build in a new folder here")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args()
    if given.full:
        given.exact, given.perceptual = FULL_EXACT, FULL_PERCEPTUAL
    return given


def exact(folder: Path, given: argparse.Namespace) -> dict[str, list[Line]]:
    """The exact index and its peers."""
    digests, records = ours.files(folder, Algorithm.SHA1)
    corpora.write_digests(digests, records, given.exact, 20)
    keys = corpora.keys(digests, 2_000_000, 20)
    build = [
        ours.built(folder, Algorithm.SHA1, given.exact),
        ours.opened(folder, Algorithm.SHA1, given.exact),
    ]
    lines = ours.exact(folder, given.exact, keys)
    if not given.no_peers:
        few = min(given.exact, MOST_PEER)
        head = folder / "head"
        np.memmap(digests, dtype=np.uint8, mode="r")[: 20 * few].tofile(head)
        lines += peers_exact.sqlite(folder, head, few, keys)
        head.unlink()
        lines += peers_exact.hfind(folder, min(given.exact, 1_000_000), 200_000)
    return {"exact: build": build, "exact: lookups": lines}


def perceptual(
    folder: Path, given: argparse.Namespace, kind: Algorithm, radii: tuple[int, ...]
) -> dict[str, list[Line]]:
    """One kind of perceptual hash and its peers."""
    entries = corpora.perceptual(given.perceptual, DIGEST_BYTES[kind])
    asked = corpora.queries(entries, given.queries)
    digests, records = ours.files(folder, kind)
    entries.tofile(digests)
    np.arange(len(entries), dtype="<u4").tofile(records)
    build = [
        ours.built(folder, kind, len(entries)),
        ours.opened(folder, kind, len(entries)),
    ]
    told = {f"{kind}: build": build}
    for radius in radii:
        lines = ours.near(folder, kind, len(entries), asked, radius)
        lines.append(ours.two_processes(folder, kind, len(entries), asked, radius))
        if not given.no_peers and radius == radii[0]:
            lines += peers(folder, kind, entries, asked, radius)
        told[f"{kind}: radius {radius}"] = lines
    return told


def peers(
    folder: Path, algorithm: Algorithm, entries: corpora.Hashes, asked: corpora.Hashes, radius: int
) -> list[Line]:
    """The peers, and what share of the exhaustive search's matches Skerry has."""
    flat, least = peers_perceptual.flat(entries, asked, radius)
    stored = DigestTable(folder, algorithm, len(entries))
    found: list[set[int]] = [set() for _ in least]
    for query, record, _ in stored.search(asked[: len(least)].tobytes(), radius).tolist():
        found[query].add(record)
    share = peers_perceptual.recall(found, least)
    same = found == least
    print(
        f"{len(least):,} queries against the exhaustive search: recall {share}, identical: {same}"
    )
    parts, bits = (16, 16) if algorithm is Algorithm.PDQ else (3, 21)
    lines = flat + peers_perceptual.multi_hash(entries, asked, radius, parts, bits)[0]
    if algorithm is Algorithm.PDQ and len(entries) <= 1_000_000:
        lines += peers_perceptual.threat_exchange(entries, asked)
    return lines


def take(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All figures, printed as they come."""
    facts = {**machine(), "core": core_name()}
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    told: dict[str, list[Line]] = {}
    takers: list[Callable[[Path, argparse.Namespace], dict[str, list[Line]]]] = [
        exact,
        *(partial(perceptual, kind=kind, radii=radii) for kind, radii in SEARCHES),
    ]
    for take_some in takers:
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            more = take_some(Path(inner), given)
        for title, lines in more.items():
            print(f"\n{table(title, lines)}", flush=True)
        told |= more
    records = {title: [line.record(lines[0]) for line in lines] for title, lines in told.items()}
    return {"machine": facts, "figures": records}


def main() -> int:
    """Measure and report."""
    given = options()
    with tempfile.TemporaryDirectory(dir=given.folder) as temporary:
        result = take(given, Path(temporary))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

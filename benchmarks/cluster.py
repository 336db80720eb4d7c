"""Nodes of a Dask cluster beside local workers on the same image: ``python -m benchmarks.cluster``.

Everything runs on this machine: nodes beyond its cores share them, and show what a node more costs,
not what it brings. Each node has one worker. Start-up is in every figure: that of the command, and
of the node's workers, which are begun anew for every examination. Processor time is that of all
processes together, and stays the same where others use the machine. The outputs are compared.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import phones
from benchmarks.dask_nodes import DaskNodes
from benchmarks.examination import DONE, RunFailed, command, environment, words
from benchmarks.figures import Figure, table
from benchmarks.machine import machine

LISTINGS = ("files", "findings", "gaps")


class Taken(NamedTuple):
    """One examination: seconds by the clock, processor seconds of the command and of the cluster.

    ``output`` is all that two must agree on.
    """

    clock: float
    command: float
    cluster: float
    output: bytes


def examined(image: Path, workers: int, home: Path, nodes: DaskNodes | None) -> Taken:
    """Examine an image, on nodes if there are any, and list what came of it."""
    setting = environment(home)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        exam = Path(folder) / "x.exam"
        line = words(image, exam, workers, nodes.options if nodes else ())
        before, began = used(nodes), time.perf_counter()
        done = _run(line, setting)
        seconds = time.perf_counter() - began
        own, cluster = (now - then for now, then in zip(used(nodes), before, strict=True))
        if done.returncode not in DONE:
            raise RunFailed(f"skerry triage run: {done.stderr.decode().strip()}")
        listings = (
            _run([command(), "triage", name, str(exam), "--format", "jsonl"], setting)
            for name in LISTINGS
        )
        return Taken(seconds, own, cluster, b"".join(listing.stdout for listing in listings))


def _run(line: Sequence[str], setting: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        line, env=setting, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


def used(nodes: DaskNodes | None) -> tuple[float, float]:
    """Processor seconds so far: of commands that ended, and of the cluster and its workers."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [process.pid for process in nodes.running] if nodes else []
    return ended.ru_utime + ended.ru_stime, sum(map(_processor, running))


def _processor(process: int) -> float:
    """Of a process and its ended children (proc_pid_stat(5), fields 14 to 17)."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class Bench:
    """Figures over one image, and whether every run gave the same."""

    def __init__(self, image: Path, files: int, home: Path, repeat: int) -> None:
        self._image = image
        self._files = files
        self._home = home
        self._repeat = repeat
        self._outputs: set[bytes] = set()
        self.processor: list[tuple[str, float, float]] = []

    def take(self, name: str, workers: int, nodes: DaskNodes | None = None) -> Figure:
        """The time of several examinations."""
        taken = [examined(self._image, workers, self._home, nodes) for _ in range(self._repeat)]
        self._outputs |= {each.output for each in taken}
        own, cluster = median(t.command for t in taken), median(t.cluster for t in taken)
        self.processor.append((name, own, cluster))
        seconds = tuple(each.clock for each in taken)
        return Figure(name, seconds, self._files, self._image.stat().st_size)

    @property
    def is_same(self) -> bool:
        """Whether all outputs were the same, byte for byte."""
        return len(self._outputs) == 1


def figures(bench: Bench, home: Path, folder: Path, counts: Sequence[int]) -> Iterator[Figure]:
    """Local workers first, then so many nodes with one worker each."""
    cores = len(os.sched_getaffinity(0))
    for count in counts:
        if count <= cores:
            yield bench.take(f"this machine, {count} worker(s)", count)
    with DaskNodes(folder) as nodes:
        for count in counts:
            while len(nodes.nodes) < count:
                nodes.add(f"node-{len(nodes.nodes) + 1}", home)
            yield bench.take(f"{count} node(s) of 1 worker", 1, nodes)


def main() -> int:
    """Measure and print; fails where two runs did not give the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--files", type=int, default=4000, help="files on the phone")
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    print(json.dumps(machine(), indent=1), flush=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        image, home = folder / "phone.img", folder / "home"
        home.mkdir()
        phones.build(image, phones.Mix(given.files))
        bench = Bench(image, given.files, home, given.repeat)
        print(table(list(figures(bench, home, folder / "dask", given.nodes))))
        for name, own, cluster in bench.processor:
            print(f"{name:44} processor: {own:6.2f} s the command, {cluster:6.2f} s the cluster")
    print("all outputs are the same, byte for byte" if bench.is_same else "OUTPUTS DIFFER")
    return 0 if bench.is_same else 1


if __name__ == "__main__":
    sys.exit(main())

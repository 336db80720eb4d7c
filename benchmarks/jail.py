"""The jail's own figures: ``python -m benchmarks.jail``.

How long a pool takes to start, a dead worker to be replaced, a task to go there and back, and
work to be done in the jail against the same work outside it. Milliseconds unless stated.
"""

import hashlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks.machine import machine
from jail.beacon import Beacon
from jail.pool import Completed, Pool, Retrying, Task
from skerry import home
from triage.authority import Authority
from triage.jobs import Match, WorkerPlan
from triage.records import Observation, State, encode

_SERVICE = "benchmarks.jail:Worker"
_CONTENT = bytes(range(256)) * 4096 * 32


class Worker:
    """Hashes, echoes or dies, as told."""

    def __init__(self, argument: bytes) -> None:
        self._argument = argument

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        """None."""
        return {}

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],  # noqa: ARG002
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        """Do what ``body`` says."""
        beacon.start(body.decode())
        if body == b"die":
            os.abort()
        if body == b"hash":
            emit(hash_content())
        elif body == b"many":
            for _ in range(100_000):
                emit(b"x" * 64)
        else:
            emit(body)


def hash_content() -> bytes:
    """The work compared inside and outside: SHA-256 of 32 MiB."""
    return hashlib.sha256(_CONTENT).digest()


def _finish(pool: Pool) -> int:
    count = 0
    while not pool.idle:
        count += len(pool.events(1.0))
    return count


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def start() -> float:
    """From nothing to a first proven worker."""
    began = time.perf_counter()
    with Pool(_SERVICE, b"", workers=1):
        return 1000 * (time.perf_counter() - began)


def replacement(pool: Pool) -> float:
    """From the news of the only worker's death to a result of its successor."""
    pool.submit(Task("die", b"die"))
    began = 0.0
    while not pool.idle:
        for event in pool.events(1.0):
            if isinstance(event, Retrying):
                began = time.perf_counter()
                pool.submit(Task("next", b"echo"))
            elif isinstance(event, Completed) and event.key == "next":
                took = 1000 * (time.perf_counter() - began)
    return took


def examiner_replacement(pool: Pool) -> float:
    """From the kill of an examination's only worker to a result of its successor."""
    _match(pool)
    children = Path(f"/proc/{pool.zygote}/task/{pool.zygote}/children")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    return _timed(lambda: _match(pool))


def _match(pool: Pool) -> None:
    observation = Observation(file="0" * 32, state=State.DONE)
    pool.submit(Task("match", encode(Match(observation=observation))))
    _finish(pool)


def _plan() -> bytes:
    plan = WorkerPlan(sources=(), authority=Authority(), hashsets_root=str(home() / "hashsets"))
    return msgspec.msgpack.encode(plan)


def tasks(pool: Pool, number: int) -> float:
    """Small tasks a second, there and back."""
    left, began = number, time.perf_counter()
    while left or not pool.idle:
        while left and pool.room:
            pool.submit(Task(str(left), b"echo"))
            left -= 1
        pool.events(1.0)
    return number / (time.perf_counter() - began)


def inside(pool: Pool) -> float:
    """The compared work as a task."""

    def work() -> None:
        pool.submit(Task("hash", b"hash"))
        _finish(pool)

    return _timed(work)


def emitted(pool: Pool) -> float:
    """Small results of one task a second."""

    def work() -> None:
        pool.submit(Task("many", b"many"))
        _finish(pool)

    return 100_000 / (_timed(work) / 1000)


def _line(name: str, values: list[float]) -> str:
    return f"{name:44}{median(values):12,.2f}  ({min(values):,.2f}-{max(values):,.2f})"


def main() -> None:
    """Measure and print."""
    print("\n".join(f"{name:14}{value}" for name, value in machine().items()), flush=True)
    print(_line("start of a pool", [start() for _ in range(7)]))
    with Pool(_SERVICE, b"", workers=1) as pool:
        print(_line("replacement of a dead worker", [replacement(pool) for _ in range(21)]))
        with Pool("triage.worker:build", _plan(), workers=1) as examiners:
            values = [examiner_replacement(examiners) for _ in range(9)]
            print(_line("the same of an examination's, canaries sung", values))
        outside, within = [], []
        for _ in range(11):  # in turn, so that both see the same noise
            outside.append(_timed(hash_content))
            within.append(inside(pool))
        print(_line("SHA-256 of 32 MiB outside (the floor)", outside))
        print(_line("the same as a jailed task", within))
        print(_line("small tasks a second", [tasks(pool, 5000) for _ in range(5)]))
        print(_line("small results a second", [emitted(pool) for _ in range(5)]))


if __name__ == "__main__":
    main()

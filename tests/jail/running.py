"""Running misbehaving tasks, and what became of each."""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from jail.limits import Limits
from jail.pool import Completed, Emitted, Event, Failed, Pool, Retrying, Task

SERVICE = "tests.jail.services:Service"
SOON = 20.0
"""Seconds within which anything that is going to happen has happened, on a busy machine."""


def pool(
    service: str = SERVICE,
    argument: bytes = b"",
    *,
    workers: int = 1,
    depth: int = 8,
    descriptors: tuple[int, ...] = (),
    memory: int = 512,
    large: int = 1024,
    processor: float = 20.0,
    patience: float = 30.0,
    kind: type[Pool] = Pool,
) -> Pool:
    """A small pool; memory in MiB."""
    limits = Limits(
        memory_bytes=memory << 20,
        large_memory_bytes=large << 20,
        processor_seconds=processor,
        patience_seconds=patience,
    )
    return kind(
        service, argument, workers=workers, depth=depth, descriptors=descriptors, limits=limits
    )


def finish(running: Pool, *seen: Callable[[Event], None]) -> dict[str, list[Event]]:
    """Every event until the pool is idle, by task."""
    events: dict[str, list[Event]] = defaultdict(list)
    until = time.monotonic() + 3 * SOON
    while not running.idle:
        assert time.monotonic() < until, f"still unfinished: {events}"
        for event in running.events(1.0):
            events[event.key].append(event)
            for look in seen:
                look(event)
    return events


def run(running: Pool, *words: str) -> dict[str, list[Event]]:
    """Submit each task under its own words and wait for the end."""
    for body in words:
        running.submit(Task(body, body.encode()))
    return finish(running)


def outputs(events: list[Event]) -> list[bytes]:
    """What counts of a completed task: the results of its last run."""
    assert isinstance(events[-1], Completed), events
    last: list[bytes] = []
    for event in events:
        if isinstance(event, Retrying):
            last = []
        elif isinstance(event, Emitted):
            last.append(event.body)
    return last


def failure(events: list[Event]) -> Failed:
    """How a failed task failed."""
    last = events[-1]
    assert isinstance(last, Failed), events
    return last


def retries(events: list[Event]) -> int:
    """How often a task came again."""
    return sum(isinstance(event, Retrying) for event in events)


def open_files(process: int | str = "self") -> int:
    """How many descriptors a process holds."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def session(leader: int) -> list[int]:
    """The processes of a session, those already dead but not yet buried left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except (OSError, ValueError):
                continue
            if int(of) == leader and state not in "ZX":
                found.append(int(entry.name))
    return found


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true in good time."""
    until = time.monotonic() + SOON
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True

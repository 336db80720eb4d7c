"""Findings as they are committed, while a run is still going on."""

import time
from collections.abc import Iterator
from pathlib import Path

from triage.exam import reading
from triage.exam.connection import Connection, is_being_written
from triage.listing import Line, findings

POLL_SECONDS = 0.25


def follow(connection: Connection, exam: Path) -> Iterator[Line]:
    """Every finding once, those already there first, until nobody writes the file any more."""
    told: set[str] = set()
    while True:
        going = is_being_written(exam) and reading.fact(connection, "state") == "running"
        for line in findings(connection):
            if line["id"] not in told:
                told.add(line["id"])
                yield line
        if not going:
            return
        time.sleep(POLL_SECONDS)

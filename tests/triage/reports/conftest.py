from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.triage.reports.exams import Exam, build
from triage.exam.connection import Connection, open_for_reading

Open = Callable[[Exam], Connection]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Build an examination and open it for reading."""
    connections: list[Connection] = []

    def make(exam: Exam) -> Connection:
        path = build(tmp_path / f"{len(connections)}.exam", exam)
        connections.append(open_for_reading(path))
        return connections[-1]

    yield make
    for connection in connections:
        connection.close()

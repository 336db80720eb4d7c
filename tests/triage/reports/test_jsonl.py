from collections.abc import Callable
from pathlib import Path

from tests.triage.reports.exams import Exam
from triage import listing
from triage.exam.connection import Connection
from triage.reports.jsonl import write

Open = Callable[[Exam], Connection]


def test_the_files_are_byte_for_byte_what_the_commands_print(opened: Open, tmp_path: Path) -> None:
    connection = opened(Exam())
    assert write(connection, tmp_path) == ["files.jsonl", "findings.jsonl", "gaps.jsonl"]
    for name in ("files", "findings", "gaps"):
        printed = b"".join(listing.json_lines(getattr(listing, name)(connection)))
        assert (tmp_path / f"{name}.jsonl").read_bytes() == printed

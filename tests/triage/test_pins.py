from pathlib import Path

import pytest

from hashsets.manifest import SetInfo
from tests.hashsets.stored import imported
from tests.triage.reports.exams import Exam, build
from triage.coverage import coverage
from triage.exam.connection import open_for_writing
from triage.exam.writing import Writer
from triage.inspectors.yara_rules import load_rules
from triage.pins import record_pins
from triage.reports import html
from triage.shortfalls import not_examined


def pages(folder: Path, info: SetInfo) -> tuple[str, str]:
    """What was not examined, and the report, of an examination pinned to one set."""
    connection = open_for_writing(build(folder / "a.exam", Exam()))
    writer = Writer(connection)
    record_pins(writer, [info], load_rules(()), (), [])
    writer.flush()
    found = coverage(connection)
    page = "".join(html.page(connection, found, frozenset(), "today by examiner"))
    connection.close()
    return "\n".join(not_examined(found)), page


SAID = "searched 10 bits wider, which may still miss a copy."


@pytest.mark.parametrize(
    ("pipeline", "disposition", "said"),
    [
        (None, "alert", True),
        ("pdqhashing.cpp", "alert", True),
        ("pdqhash 0.2.8", "alert", False),
        (None, "known", False),
    ],
)
def test_a_report_says_of_each_alert_set_where_a_copy_may_be_missed(
    tmp_path: Path, pipeline: str | None, disposition: str, said: bool
) -> None:
    text = f"pdq\n{bytes(range(32)).hex()}"
    info = imported(tmp_path / "s", text, disposition=disposition, pipeline=pipeline).info
    for words in pages(tmp_path, info):
        assert (SAID in words) == said
        made = pipeline or "unknown"
        assert (f"Set {info.title}: how its pdq hashes were made ({made})" in words) == said

from pathlib import Path
from typing import Any

import pytest

from monitor.csv_export.mapping import faults, read_map
from monitor.errors import MonitorError
from tests.house import ROOT
from tests.monitor.csv_export.exports import MAP, mapped


def types(**rule: Any) -> dict[str, Any]:
    return {"types": {"Sent": rule}}


def test_the_map_of_these_tests_has_no_fault() -> None:
    assert list(faults(mapped())) == []


def test_a_map_says_which_columns_it_reads() -> None:
    assert mapped().columns() == {"Kind", "Device", "When", "App", "With", "Text", "Seconds"}
    assert "Number" in mapped(sequence="Number", id="Name").columns()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (types(type="telepathy"), "no type of event is called 'telepathy'"),
        (types(type="heartbeat", data={"pulse": "App"}), "heartbeat has no pulse"),
        (types(type="keystrokes", data={"app": "App"}), "keystrokes needs text"),
        (types(skip=True, type="heartbeat"), "leaves no room"),
        ({"type": {"constant": "Other"}}, "for the constant type"),
        ({"header_row": 0}, "counted from 1"),
        ({"time": {"columns": ["When"], "zone": "Nowhere"}}, "no zone is called 'Nowhere'"),
        ({"recordedtime": {"columns": []}}, "needs a column"),
    ],
)
def test_what_cannot_be_right_in_a_map_is_a_fault(changes: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults(mapped(**changes)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("person = ", "is no column map"),
        ('person = "A"', "is no column map: Object missing required field"),
        ('colour = "A"', "is no column map"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_the_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "map.toml").write_text(content)
    with pytest.raises(MonitorError, match=reason):
        read_map(tmp_path / "map.toml")


def test_a_map_with_a_fault_is_refused_before_any_row(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "examples" / "monitor-export.toml").read_text("utf-8")
    (tmp_path / "map.toml").write_text(text.replace("message_sent", "message_lost"))
    with pytest.raises(MonitorError, match="message_lost"):
        read_map(tmp_path / "map.toml")


def test_a_missing_map_is_named(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"cannot read .*map.toml"):
        read_map(tmp_path / "map.toml")


def test_the_map_that_the_documents_show_has_no_fault() -> None:
    assert read_map(ROOT / "docs" / "examples" / "monitor-export.toml").types
    assert set(MAP) <= {"person", "device", "time", "type", "types"}

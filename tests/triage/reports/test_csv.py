import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.reports.exams import HOSTILE, Exam
from triage import listing
from triage.exam.connection import Connection
from triage.reports.csv import cell, safe, write

Open = Callable[[Exam], Connection]


def table(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_listing_is_a_table_of_the_same_lines(opened: Open, tmp_path: Path) -> None:
    connection = opened(Exam())
    assert write(connection, tmp_path) == ["files.csv", "findings.csv", "gaps.csv"]
    for name, lines, keys in (
        ("files", listing.files, listing.FILE_KEYS),
        ("findings", listing.findings, listing.FINDING_KEYS),
        ("gaps", listing.gaps, listing.GAP_KEYS),
    ):
        rows = table(tmp_path / f"{name}.csv")
        assert [row["id"] for row in rows] == [line["id"] for line in lines(connection)]
        assert tuple(rows[0]) == keys


def test_no_name_from_evidence_becomes_a_formula(opened: Open, tmp_path: Path) -> None:
    write(opened(Exam()), tmp_path)
    paths = {row["path"] for row in table(tmp_path / "findings.csv")}
    assert len(paths) == len(HOSTILE)
    assert not [path for path in paths if path[0] in "=+-@\t\r"]
    assert "'=cmd|' /C calc'!A0" in paths


def test_no_cell_holds_a_control_character(opened: Open, tmp_path: Path) -> None:
    write(opened(Exam(label="a\x00b\u202e")), tmp_path)
    text = "".join(
        (tmp_path / name).read_text("utf-8") for name in ("files.csv", "findings.csv", "gaps.csv")
    )
    assert all(char.isprintable() or char in "\r\n" for char in text)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_what_could_be_a_formula_gets_an_apostrophe(first: str) -> None:
    assert safe(f"{first}1+1").startswith("'")


def test_numbers_stay_numbers() -> None:
    assert [cell(-5), cell(0), cell(1.5)] == [-5, 0, 1.5]


def test_what_does_not_apply_is_empty_and_truth_is_a_word() -> None:
    assert [cell(None), cell(True), cell(False), cell([[1, 2]])] == ["", "true", "false", "[[1,2]]"]


@given(st.text())
def test_a_safe_cell_prints_and_starts_harmlessly(text: str) -> None:
    found = safe(text)
    assert found.isprintable()
    assert not found.startswith(("=", "+", "-", "@"))

import csv
from pathlib import Path

import pytest

from monitor.csv_export.rows import Row, read_rows
from monitor.errors import MonitorError
from tests.monitor.csv_export.exports import HEADER, mapped, results, rows

SENT = "Sent,D-17,22/11/2026 21:14:03,a,c-91,b,"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_stands_between_cells_is_found_by_the_header(tmp_path: Path, delimiter: str) -> None:
    (event,) = results(tmp_path, rows(SENT).replace(",", delimiter))
    assert isinstance(event, dict)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    assert len(results(tmp_path, rows(SENT, SENT).replace("\n", end))) == 2


def test_blank_lines_are_no_rows_but_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(rows(SENT, "", SENT))
    numbers = [row.number for row in read_rows(file, mapped()) if isinstance(row, Row)]
    assert numbers == [2, 4]


def test_what_stands_above_the_header_is_passed_over(tmp_path: Path) -> None:
    content = "Report of today\n\n" + rows(SENT, SENT.replace("D-17", ""))
    event, problem = results(tmp_path, content, mapped(header_row=3))
    assert isinstance(event, dict)
    assert problem is not None
    assert problem.row == 5  # type: ignore[union-attr]


def test_columns_that_the_map_does_not_name_may_be_there(tmp_path: Path) -> None:
    assert len(results(tmp_path, f"{HEADER},More\n{SENT},x\n")) == 1


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER.replace("Device", "Handset"), "has no column Device"),
        (HEADER + ",Device", "has more than one column Device"),
        ("", "has no column App, Device"),
    ],
)
def test_a_header_that_lacks_what_is_needed_is_refused(
    tmp_path: Path, header: str, reason: str
) -> None:
    with pytest.raises(MonitorError, match=reason):
        results(tmp_path, f"{header}\n{SENT}\n")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"cannot read .*missing"):
        list(read_rows(tmp_path / "missing.csv", mapped()))


def test_the_limit_of_others_on_long_fields_is_left_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    results(tmp_path, rows(SENT))
    assert csv.field_size_limit() == before

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

import pytest

from examples.people import AREAS, people_csv
from tests.casework.seats import Seats
from tests.skerry_command import Skerry

END = "2025-03-31"
ODD = ("Newplace", "<script>x</script>", "=1+1")


@pytest.fixture
def skerry(tmp_path: Path) -> Seats:
    return Seats(tmp_path / "home", (*AREAS, *ODD))


def imported(skerry: Skerry, folder: Path, count: int) -> list[dict[str, str]]:
    """The rows of made-up people, after they were put on file."""
    text = people_csv(count)
    (folder / "people.csv").write_text(text)
    skerry("people", "import", folder / "people.csv")
    return list(csv.DictReader(io.StringIO(text)))


def notifying(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [
        row
        for row in rows
        if row["notified_since"]
        and row["notified_since"] <= END
        and (row["notified_until"] == "indefinite" or row["notified_until"] >= END)
    ]


def national(file: Path, key: str) -> str:
    with file.open(newline="") as lines:
        (found,) = [
            row["count"]
            for row in csv.DictReader(lines)
            if (row["row"], row["area"]) == (key, "national")
        ]
    return found


@pytest.mark.parametrize("count", [60, pytest.param(5000, marks=pytest.mark.slow)])
def test_imported_people_are_counted_from_the_command_line(
    skerry: Skerry, tmp_path: Path, count: int
) -> None:
    rows = imported(skerry, tmp_path, count)
    skerry("stats", "tables", "--year", "2024-25", "--csv", tmp_path / "tables.csv")
    assert national(tmp_path / "tables.csv", "rso-total") == str(len(notifying(rows)))


def test_a_year_is_published_restated_and_shown_as_it_was(skerry: Skerry, tmp_path: Path) -> None:
    rows = imported(skerry, tmp_path, 30)
    year = ("--year", "2024-25")
    assert "version 1 published, SHA-256" in skerry("stats", "publish", *year).stdout
    again = skerry("stats", "publish", *year, check=False)
    assert again.returncode == 1
    assert "restate it" in again.stderr
    skerry("people", "add", "P-9", "--name", "Person 9 Madeup", "--area", "Newplace")
    assert skerry("stats", "restate", *year, check=False).returncode == 2
    skerry("stats", "restate", *year, "--reason", "an area was missing")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    skerry("stats", "tables", *year, "--published", "--version", "1", "--csv", first)
    skerry("stats", "tables", *year, "--published", "--csv", second)
    assert "Newplace" not in first.read_text()
    assert "Newplace" in second.read_text()
    assert national(first, "rso-total") == str(len(notifying(rows)))
    listed = skerry("stats", "list").stdout
    assert "2024-25.v1" in listed
    assert "an area was missing" in listed
    assert "restated, version 2" in skerry_trend(skerry, tmp_path)


def skerry_trend(skerry: Skerry, folder: Path) -> str:
    skerry("stats", "trend", "--csv", folder / "trend.csv")
    return (folder / "trend.csv").read_text()


class Fetches(HTMLParser):
    """Whatever a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe", "object"):
            self.found.append(tag)
        self.found.extend(name for name, _ in attrs if name in ("src", "href", "style", "onload"))


def test_a_page_fetches_and_runs_nothing(skerry: Skerry, tmp_path: Path) -> None:
    skerry("people", "add", "P-9", "--name", "Person 9 Madeup", "--area", "<script>x</script>")
    for words in (("tables", "--year", "2024-25"), ("trend", "--sample")):
        page = tmp_path / "page.html"
        skerry("stats", *words, "--html", page)
        fetches = Fetches()
        fetches.feed(page.read_text("utf-8"))
        assert fetches.found == []
        assert "<svg" in page.read_text("utf-8")


def test_an_area_that_a_spreadsheet_would_run_is_written_as_text(
    skerry: Skerry, tmp_path: Path
) -> None:
    skerry("people", "add", "P-9", "--name", "Person 9 Madeup", "--area", "=1+1")
    skerry("stats", "tables", "--year", "2024-25", "--csv", tmp_path / "tables.csv")
    with (tmp_path / "tables.csv").open(newline="") as lines:
        areas = {row["area"] for row in csv.DictReader(lines)}
    assert "'=1+1" in areas
    assert "=1+1" not in areas


def test_the_sample_shows_what_was_printed_beside_what_the_counts_give(skerry: Skerry) -> None:
    told = skerry("stats", "trend", "--sample").stdout
    assert "6420-465 = 5955; printed 5970" in told
    assert "92.8% (5,955 of 6,420)" in told


@pytest.mark.parametrize("words", [("--threshold", "1"), ("--version", "2")])
def test_options_that_say_nothing_are_wrong_usage(skerry: Skerry, words: tuple[str, str]) -> None:
    assert skerry("stats", "tables", "--year", "2024-25", *words, check=False).returncode == 2


def test_a_year_that_has_not_ended_is_counted_as_such_and_not_published(
    skerry: Skerry, tmp_path: Path
) -> None:
    imported(skerry, tmp_path, 10)
    assert "HAS NOT ENDED" in skerry("stats", "tables", "--year", "2998-99").stdout
    done = skerry("stats", "publish", "--year", "2998-99", check=False)
    assert (done.returncode, "2998-99 has not ended" in done.stderr) == (1, True)

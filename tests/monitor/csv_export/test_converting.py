from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.csv_export.problem import Problem
from monitor.event import decoded
from tests.monitor.csv_export.exports import HEADER, mapped, results, rows
from tests.monitor.written import record

SENT = "Sent,D-17,22/11/2026 21:14:03,org.example.chat,c-91,see you at the match,"


def test_a_row_becomes_the_event_that_the_map_says(tmp_path: Path) -> None:
    (event,) = results(tmp_path, rows(SENT))
    assert isinstance(event, dict)
    assert {name: event[name] for name in event if name != "id"} == {
        "specversion": "1.0",
        "source": "device/D-17",
        "subject": "P-0042",
        "type": "skerry.message_sent.v1",
        "time": "2026-11-22T21:14:03.000000Z",
        "data": {
            "app": "org.example.chat",
            "counterparty": "c-91",
            "text": "see you at the match",
        },
    }


def test_numbers_are_numbers_and_empty_cells_of_what_may_be_missing_are_left_out(
    tmp_path: Path,
) -> None:
    used, searched = results(
        tmp_path,
        rows(
            "Used,D-17,22/11/2026 21:14:03,org.example.chess,,, 340 ",
            "Searched,D-17,22/11/2026 21:15:00,,,ferry times,",
        ),
    )
    assert isinstance(used, dict)
    assert isinstance(searched, dict)
    assert used["data"] == {"app": "org.example.chess", "seconds": 340}
    assert searched["data"] == {"engine": "search.example", "query": "ferry times"}


def test_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    (event,) = results(tmp_path, rows(SENT.replace("see you at the match", '" two ""a""\nlines "')))
    assert isinstance(event, dict)
    assert event["data"]["text"] == ' two "a"\nlines '


def test_the_same_row_at_the_same_place_always_has_the_same_id(tmp_path: Path) -> None:
    once, again = results(tmp_path, rows(SENT, SENT)), results(tmp_path, rows(SENT))
    ids = [event["id"] for event in (*once, *again) if isinstance(event, dict)]
    assert ids[0] == ids[2] != ids[1]
    assert ids[0] == "0b65fbc4468d57043458ffbc4b6135fd"


def test_a_product_s_own_id_receipt_and_sequence_are_taken(tmp_path: Path) -> None:
    types = {"Sent": {"type": "keystrokes", "data": {"app": "With", "text": "Text"}}}
    columns = mapped(
        id="With",
        sequence="Seconds",
        recordedtime={"columns": ["App"]},
        types=types,
    )
    row = "Sent,D-17,22/11/2026 21:14:03,2026-11-22T22:14:09+01:00,E-5,bread,12"
    (event,) = results(tmp_path, rows(row), columns)
    assert isinstance(event, dict)
    assert (event["id"], event["sequence"]) == ("E-5", 12)
    assert event["recordedtime"] == "2026-11-22T21:14:09.000000Z"


def test_rows_that_the_map_leaves_out_are_told_apart_from_those_it_cannot_map(
    tmp_path: Path,
) -> None:
    call = SENT.replace("Sent", "Call")
    other = SENT.replace("Sent", "Dance")
    assert results(tmp_path, rows(call, other)) == [
        None,
        Problem(3, "Kind", "the map has no type 'Dance'"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("D-17", " ", "Device", "is empty"),
        ("22/11/2026", "2026-11-22", "When", "is not as"),
        ("22/11/2026", "31/02/2026", "When", "is not as"),
        ("22/11/2026", "22/11/1999", None, "gives no event: bad-time"),
        ("c-91", "", None, "message_sent: Expected `str` of length >= 1 - at `$.counterparty`"),
        ("D-17", "D\0", None, "gives no event: bad-source"),
        ("match,", "match", None, "has 6 cells, not 7 as the header"),
        ("match,", "match,,", None, "has 8 cells, not 7 as the header"),
        ("see you", "x" * 300_000, None, "message_sent: Expected `str` of length <= 262144"),
        ("see you", "x" * 600_000, None, "no row of CSV: field larger than field limit"),
    ],
)
def test_a_row_that_cannot_be_mapped_is_reported_and_the_next_is_taken(
    tmp_path: Path, old: str, new: str, column: str | None, reason: str
) -> None:
    problem, event = results(tmp_path, rows(SENT.replace(old, new), SENT))
    assert isinstance(problem, Problem)
    assert (problem.row, problem.column) == (2, column)
    assert reason in problem.reason
    assert isinstance(event, dict)


def test_a_number_that_is_none_is_reported(tmp_path: Path) -> None:
    (problem,) = results(tmp_path, rows("Used,D-17,22/11/2026 21:14:03,a,,,soon"))
    assert isinstance(problem, Problem)
    assert "seconds" in problem.reason


def test_a_sequence_that_counts_nothing_is_reported(tmp_path: Path) -> None:
    row = SENT[:-1] + ",seven"
    (problem,) = results(tmp_path, rows(row), mapped(sequence="Seconds"))
    assert problem == Problem(2, "Seconds", "'seven' counts nothing")


def test_a_quote_that_never_ends_costs_its_row_and_says_so(tmp_path: Path) -> None:
    found = results(tmp_path, rows(SENT, SENT.replace("see", '"see')))
    assert isinstance(found[0], dict)
    assert found[1] == Problem(3, None, "no row of CSV: unexpected end of data")


def test_a_problem_is_told_with_its_row_and_column() -> None:
    assert Problem(3, "When", "is empty").line() == "row 3, When: is empty"
    assert Problem(3, None, "is empty").line() == "row 3: is empty"


cells = st.text(st.characters(exclude_characters='",\r\n', exclude_categories=["Cs"]), max_size=9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=7, max_size=7), max_size=4), st.data())
def test_every_row_is_an_event_that_is_understood_or_is_reported(
    tmp_path: Path, table: list[list[str]], data: st.DataObject
) -> None:
    kinds = st.sampled_from(["Sent", "Used", "Searched", "Call", ""])
    whens = st.sampled_from(["22/11/2026 21:14:03", "31/03/2026 01:30:00", "now"])
    lines = [",".join([data.draw(kinds), one[1], data.draw(whens), *one[3:]]) for one in table]
    found = results(tmp_path, rows(*lines))
    assert len(found) == len(lines)
    for one in found:
        if isinstance(one, dict):
            assert decoded(record(one))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_any_bytes_under_a_header_give_events_or_problems(tmp_path: Path, content: bytes) -> None:
    found: list[Any] = results(tmp_path, HEADER.encode() + b"\n" + content)
    assert all(isinstance(one, dict | Problem) or one is None for one in found)

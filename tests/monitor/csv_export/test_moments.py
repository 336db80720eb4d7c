from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.csv_export.moments import When, check_when, moment
from monitor.csv_export.problem import Unmapped

COURTS = When(columns=("When",), formats=("%d/%m/%Y %H:%M",), zone="Europe/London")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("rfc3339", "2026-07-01T13:00:00+01:00"),
        ("rfc3339", "2026-07-01 12:00:00Z"),
        ("unix", "1782907200"),
        ("unix", "1782907200.0"),
        ("unix-ms", "1782907200000"),
        ("%d %b %Y %I:%M %p %z", "01 Jul 2026 01:00 PM +0100"),
    ],
)
def test_a_moment_is_read_as_products_write_it(form: str, text: str) -> None:
    found = moment(When(columns=("When",), formats=("%H", form)), text)
    assert found == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_summer_and_winter_are_told_apart() -> None:
    assert moment(COURTS, "01/07/2026 13:00").hour == 12
    assert moment(COURTS, "01/12/2026 13:00").hour == 13


def test_a_time_that_never_was_is_refused() -> None:
    with pytest.raises(Unmapped, match="never was in Europe/London"):
        moment(COURTS, "29/03/2026 01:30")


def test_a_time_that_was_twice_is_refused_unless_the_map_says_which() -> None:
    with pytest.raises(Unmapped, match="was twice"):
        moment(COURTS, "25/10/2026 01:30")
    earlier = When(columns=("When",), formats=COURTS.formats, zone=COURTS.zone, twice="earlier")
    later = When(columns=("When",), formats=COURTS.formats, zone=COURTS.zone, twice="later")
    assert moment(earlier, "25/10/2026 01:30").hour == 0
    assert moment(later, "25/10/2026 01:30").hour == 1


def test_a_time_without_a_zone_is_refused_where_the_map_has_none_either() -> None:
    with pytest.raises(Unmapped, match="does not say in which zone"):
        moment(When(columns=("When",)), "2026-07-01T13:00:00")


@given(st.text(), st.sampled_from(["rfc3339", "unix", "unix-ms", "%d/%m/%Y", "%Y %z"]))
def test_any_text_is_a_moment_in_utc_or_is_refused(text: str, form: str) -> None:
    when = When(columns=("When",), formats=(form,), zone="Europe/London")
    try:
        found = moment(when, text)
    except Unmapped as refused:
        found = None
        name = refused.column
        assert name == "When"
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("text", ["nan", "inf", "1e300", "-1e300", "99999999999999999999"])
@pytest.mark.parametrize("form", ["unix", "unix-ms"])
def test_a_count_out_of_all_bounds_is_refused(text: str, form: str) -> None:
    with pytest.raises(Unmapped):
        moment(When(columns=("When",), formats=(form,)), text)


def test_the_first_and_last_year_do_not_overflow() -> None:
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        with pytest.raises(Unmapped, match="out of all bounds"):
            moment(When(columns=("When",)), text)


def test_a_zone_that_nobody_knows_is_a_fault() -> None:
    (fault,) = check_when(When(columns=("When",), zone="Europe/Atlantis"))
    assert "Atlantis" in fault
    assert list(check_when(When(columns=())))

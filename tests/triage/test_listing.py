import base64

from hypothesis import given
from hypothesis import strategies as st

from triage.listing import raw_path, show_path, show_time


@given(st.binary(max_size=64))
def test_a_path_is_shown_as_one_printable_line_and_its_bytes_are_never_lost(raw: bytes) -> None:
    shown = show_path(raw)
    assert shown.isprintable()
    kept = raw_path(raw)
    assert (base64.b64decode(kept) if kept is not None else shown.encode()) == raw


def test_bidirectional_and_terminal_controls_are_shown_escaped() -> None:
    assert show_path("/a\u202egpj.exe\x1b[2J".encode()) == "/a\\u202egpj.exe\\x1b[2J"


def test_times_are_rfc_3339_in_utc_with_the_digits_that_are_known() -> None:
    assert show_time(0) == "1970-01-01T00:00:00Z"
    assert show_time(1_500_000_000) == "1970-01-01T00:00:01.5Z"
    assert show_time(-1) == "1969-12-31T23:59:59.999999999Z"
    assert show_time(None) is None


def test_a_time_beyond_the_calendar_is_not_made_up() -> None:
    assert show_time(2**63 - 1) == "2262-04-11T23:47:16.854775807Z"
    assert show_time(2**70) is None

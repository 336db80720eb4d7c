import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.moments import moment_of, written
from monitor.event import (
    MOST_BYTES,
    MOST_SEQUENCE,
    SKEW,
    Poison,
    Unreadable,
    decoded,
    identity,
)
from monitor.events import EVENT_TYPES
from tests.monitor.written import envelope, record

AT = 1_795_382_043_120_000
"""The time of the envelopes, in µs."""


def why(event: dict[str, Any] | bytes, key: bytes | None = None, **more: Any) -> Poison | None:
    """The reason for which a record is refused; null where it is not."""
    try:
        decoded(record(event, key, **more))
    except Unreadable as refused:
        return refused.reason
    return None


def with_text(raw: bytes) -> bytes:
    """An event's bytes in which the text's string is replaced."""
    return json.dumps(envelope(data={"app": "a", "text": "HERE"})).encode().replace(b'"HERE"', raw)


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_the_example_of_each_type_is_decoded(name: str) -> None:
    event = decoded(record(envelope(name)))
    assert event.type == name
    assert type(event.data) is EVENT_TYPES[name]
    assert (event.person, event.device, event.time) == ("P-0042", "D-17", AT)


@given(st.binary())
@example(b"")
@example(b"\xef\xbb\xbf{}")
@example(b"null")
def test_any_bytes_are_an_event_or_are_refused_with_a_reason(value: bytes) -> None:
    reason = why(value)
    assert reason is None or reason in set(Poison)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(envelope())), values, st.sampled_from(sorted(EVENT_TYPES)))
def test_any_value_in_the_place_of_another_is_decoded_or_refused(
    key: str, value: object, name: str
) -> None:
    reason = why({**envelope(name), key: value})
    assert reason is None or reason in set(Poison)


@given(st.sampled_from(sorted(EVENT_TYPES)), st.dictionaries(st.text(), values), st.data())
def test_any_data_is_decoded_or_is_wrong_data(
    name: str, more: dict[str, Any], data: st.DataObject
) -> None:
    given_data: dict[str, Any] = {**EVENT_TYPES[name].EXAMPLE, **more}
    given_data[data.draw(st.sampled_from(sorted(given_data)))] = data.draw(values)
    assert why(envelope(name, data=given_data)) in (None, Poison.WRONG_DATA)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_bytes_put_into_an_event_leave_it_an_event_or_refused(at: int, put: bytes) -> None:
    whole = json.dumps(envelope()).encode()
    reason = why(whole[:at] + put + whole[at:])
    assert reason is None or reason in set(Poison)


@pytest.mark.parametrize(
    "nested",
    [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000],
)
def test_deep_nesting_is_refused_wherever_it_stands(nested: bytes) -> None:
    plain = json.dumps(envelope(more=0)).encode()
    assert why(nested) in (Poison.NOT_AN_EVENT, Poison.NOT_JSON)
    assert why(plain.replace(b'"more": 0', b'"more": ' + nested)) == Poison.NOT_JSON
    assert why(with_text(nested)) in (Poison.WRONG_DATA, Poison.NOT_JSON)
    assert why(with_text(b'"x", "more": ' + nested)) in (Poison.WRONG_DATA, Poison.NOT_JSON)


@pytest.mark.parametrize("raw", [rb'"\ud800"', rb'"\udc00\ud800"', b'"\xed\xa0\x80"', b'"\xff"'])
def test_text_that_is_no_unicode_is_refused(raw: bytes) -> None:
    assert why(with_text(raw)) in (Poison.NOT_JSON, Poison.WRONG_DATA)
    assert why(json.dumps(envelope()).encode().replace(b'"P-0042"', raw)) == Poison.NOT_JSON


def test_a_pair_of_surrogates_is_one_letter() -> None:
    event = decoded(record(with_text(rb'"\ud83d\ude42"')))
    assert event.data.text == "\N{SLIGHTLY SMILING FACE}"  # type: ignore[attr-defined]


def test_a_zero_byte_is_text_but_names_nobody() -> None:
    assert why(with_text(rb'"a\u0000b"')) is None
    assert why(envelope(source="device/D\0")) == Poison.BAD_SOURCE
    assert why(envelope(subject="P\0")) == Poison.NOT_AN_EVENT
    assert why(envelope(id="E\0")) == Poison.NOT_AN_EVENT


def test_ten_megabytes_are_refused_unread() -> None:
    assert why(envelope(data={"app": "a", "text": "x" * 10_000_000})) == Poison.TOO_LONG
    assert why(b"{" * (MOST_BYTES + 1)) == Poison.TOO_LONG
    assert why(envelope(), oversize=10_000_000) == Poison.TOO_LONG


def test_text_beyond_the_longest_is_wrong_data() -> None:
    assert why(envelope(data={"app": "a", "text": "x" * 300_000})) == Poison.WRONG_DATA


def test_of_a_key_that_is_given_twice_the_last_counts_and_must_be_the_records() -> None:
    twice = json.dumps(envelope()).encode().replace(b'"P-0042"', b'"P-0042", "subject": "P-1"')
    assert decoded(record(twice)).person == "P-1"
    assert why(twice, b"P-1") is None
    assert why(twice, b"P-0042") == Poison.KEY_IS_NOT_SUBJECT


@pytest.mark.parametrize("key", [b"", b"p-0042", b"P-0042 ", b"P-0043", b"\xff", b"\x00"])
def test_a_key_that_is_not_the_subject_is_refused(key: bytes) -> None:
    assert why(envelope(), key) == Poison.KEY_IS_NOT_SUBJECT


def test_a_key_that_is_the_subject_or_missing_is_taken() -> None:
    assert why(envelope(), b"P-0042") is None
    assert why(envelope(), None) is None
    assert why(envelope(subject="Zoë"), "Zoë".encode()) is None


@pytest.mark.parametrize(
    "time",
    [
        "",
        "yesterday",
        "2026-11-22",
        "2026-11-22T21:14:03",
        "2026-11-22T21:14:03+99:00",
        "2026-11-22T21:14:03 Europe/London",
        "2026-11-22T24:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:59",
        1_795_382_043,
    ],
)
def test_a_time_that_cannot_be_relied_on_is_refused(time: object) -> None:
    assert why(envelope(time=time)) == Poison.BAD_TIME
    assert why(envelope(recordedtime=time)) == Poison.BAD_TIME


@pytest.mark.parametrize(
    "time", ["2026-11-22T22:14:03.120+01:00", "2026-11-22T21:14:03.120000-00:00"]
)
def test_a_time_in_another_zone_is_the_same_moment(time: str) -> None:
    assert decoded(record(envelope(time=time))).time == AT


@given(st.datetimes(timezones=st.timezones()))
def test_any_time_with_a_zone_is_decoded_or_a_bad_time(moment: Any) -> None:
    assert why(envelope(time=moment.isoformat())) in (None, Poison.BAD_TIME)


def test_where_no_receipt_is_known_the_device_s_clock_stands_in_and_says_so() -> None:
    event = decoded(record(envelope()))
    assert (event.received, event.receipt_known) == (AT, False)


def test_the_broker_s_time_is_the_receipt_where_nothing_else_is() -> None:
    event = decoded(record(envelope(), received=AT + 9))
    assert (event.received, event.receipt_known) == (AT + 9, True)


@given(st.integers(-(10**12), 10**12))
def test_a_receipt_is_never_believed_that_lies_after_the_broker_s(later: int) -> None:
    said = written(moment_of(AT + later))
    event = decoded(record(envelope(recordedtime=said), received=AT))
    assert event.received == (AT + later if later <= SKEW else AT)


@pytest.mark.parametrize("source", ["D-17", "device", "device/", "phone/D-17", " device/D-17"])
def test_a_source_that_is_no_device_is_refused(source: str) -> None:
    assert why(envelope(source=source)) == Poison.BAD_SOURCE


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        (0, 0),
        (7, 7),
        ("7", 7),
        ("00000000000000000007"[-18:], 7),
        ("9" * 18, MOST_SEQUENCE - 1),
        (MOST_SEQUENCE - 1, MOST_SEQUENCE - 1),
        (MOST_SEQUENCE, None),
        (10**30, None),
        ("9" * 19, None),
        ("-1", None),
        ("7a", None),
        ("\N{ARABIC-INDIC DIGIT SEVEN}", None),
        ("", None),
    ],
)
def test_a_sequence_is_a_number_that_a_database_holds_or_none(
    written_as: int | str, read_as: int | None
) -> None:
    assert decoded(record(envelope(sequence=written_as))).sequence == read_as


@pytest.mark.parametrize("sequence", [-1, True, 1.5, [], {}])
def test_a_sequence_that_counts_nothing_is_no_event(sequence: object) -> None:
    assert why(envelope(sequence=sequence)) == Poison.NOT_AN_EVENT


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"specversion": "0.3"}, Poison.NOT_AN_EVENT),
        ({"specversion": "no timezone, no RFC3339"}, Poison.NOT_AN_EVENT),
        ({"handling": "secret"}, Poison.NOT_AN_EVENT),
        ({"id": ""}, Poison.NOT_AN_EVENT),
        ({"subject": "P" * 513}, Poison.NOT_AN_EVENT),
        ({"type": "skerry.telepathy.v1"}, Poison.UNKNOWN_TYPE),
        ({"type": "keystrokes"}, Poison.UNKNOWN_TYPE),
        ({"type": "skerry.keystrokes.v2"}, Poison.UNKNOWN_TYPE),
        ({"data": []}, Poison.WRONG_DATA),
        ({"data": {"app": "a"}}, Poison.WRONG_DATA),
        ({"data": {"app": 5, "text": "b"}}, Poison.WRONG_DATA),
    ],
)
def test_each_thing_that_is_wrong_has_its_reason(changes: dict[str, Any], reason: Poison) -> None:
    assert why(envelope(**changes)) == reason


@pytest.mark.parametrize("key", sorted(envelope()))
def test_no_key_may_be_missing(key: str) -> None:
    rest = {name: value for name, value in envelope().items() if name != key}
    assert why(rest) == Poison.NOT_AN_EVENT


@given(st.text(), st.text(), st.text(), st.text())
def test_two_events_of_devices_have_one_identity_only_if_they_are_one(
    source: str, event: str, other_source: str, other_event: str
) -> None:
    one, other = (source.replace("\0", ""), event), (other_source.replace("\0", ""), other_event)
    assert (identity(*one) == identity(*other)) == (one == other)


def test_the_identity_is_known() -> None:
    assert identity("device/D-17", "E-1").hex() == "86bfd22b3e82944a90160a5b397cccbc"

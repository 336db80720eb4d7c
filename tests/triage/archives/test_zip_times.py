import struct

from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.building import one_member
from tests.triage.archives.reading import listed, opened
from triage.archives.zip_times import Times, extra_fields, times
from triage.records import Clock

SECOND = 10**9


def field(tag: int, body: bytes) -> bytes:
    return struct.pack("<HH", tag, len(body)) + body


def test_the_extended_timestamp_is_utc() -> None:
    extra = field(0x5455, struct.pack("<Biii", 7, 100, 200, 300))
    assert times((extra,), 0, 0) == Times(
        modified=100 * SECOND, accessed=200 * SECOND, created=300 * SECOND
    )


def test_an_extended_timestamp_before_1970_is_negative() -> None:
    assert times((field(0x5455, struct.pack("<Bi", 1, -5)),), 0, 0).modified == -5 * SECOND


def test_the_directorys_short_form_gives_way_to_the_local_headers_full_one() -> None:
    local = field(0x5455, struct.pack("<Bii", 3, 100, 200))
    central = field(0x5455, struct.pack("<Bi", 3, 100))
    assert times((local, central), 0, 0).accessed == 200 * SECOND
    assert times((central,), 0, 0) == Times(modified=100 * SECOND)


def test_ntfs_times_keep_their_hundred_nanoseconds() -> None:
    ticks = 116_444_736_000_000_000 + 12_345_678
    body = bytes(4) + struct.pack("<HH3Q", 1, 24, ticks, ticks + 1, 0)
    assert times((field(0x000A, body),), 0, 0) == Times(
        modified=1_234_567_800, accessed=1_234_567_900
    )


def test_old_unix_fields_hold_access_before_modification() -> None:
    for tag in (0x5855, 0x000D):
        found = times((field(tag, struct.pack("<iiHH", 200, 100, 0, 0)),), 0, 0)
        assert (found.modified, found.accessed) == (100 * SECOND, 200 * SECOND)


def test_dos_times_are_local_to_an_unknown_zone() -> None:
    date = (2014 - 1980) << 9 | 7 << 5 | 18
    time = 16 << 11 | 27 << 5 | 29
    assert times((), date, time) == Times(
        modified=1_405_700_878 * SECOND, clock=Clock.LOCAL_UNKNOWN
    )


def test_dos_times_of_no_calendar_day_are_null() -> None:
    assert times((), 0, 0).modified is None
    assert times((), 0xFFFF, 0xFFFF).modified is None


@given(st.binary(max_size=200), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_any_extra_field_gives_times_that_a_record_can_carry(
    extra: bytes, date: int, time: int
) -> None:
    list(extra_fields(extra))
    for tag in (0x000A, 0x5455, 0x5855, 0x000D):
        found = times((extra, field(tag, extra)), date, time)
        for value in (found.modified, found.accessed, found.created):
            assert value is None or abs(value) < 2**63


def test_a_member_carries_the_times_of_its_extra_fields() -> None:
    extra = field(0x5455, struct.pack("<Bi", 1, 1_700_000_000))
    members, _ = listed(opened(one_member(b"x", extra=extra)))
    assert members[0].modified == 1_700_000_000 * SECOND
    assert members[0].clock is Clock.UTC

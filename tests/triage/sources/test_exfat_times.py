from hypothesis import given
from hypothesis import strategies as st

from triage.sources.exfat_times import in_utc
from triage.sources.tsk_node import NO_TIMES, Times

HOUR = 3_600_000_000_000
NOON = 1_600_000_000_000_000_000
TIMES = Times(modified=NOON, accessed=NOON, changed=None, created=NOON)


def entry(created: int, modified: int, accessed: int, kind: int = 0x85) -> bytes:
    body = bytearray(32)
    body[0] = kind
    body[22:25] = bytes([created, modified, accessed])
    return bytes(body)


def test_each_time_is_moved_by_its_own_zone() -> None:
    moved = in_utc(TIMES, entry(0x80 | 12, 0x80 | 0x70, 0x80))
    assert moved == Times(NOON + 4 * HOUR, NOON, None, NOON - 3 * HOUR)


def test_a_deleted_entry_keeps_its_zones() -> None:
    assert in_utc(TIMES, entry(0x84, 0x84, 0x84, kind=0x05)) is not None


def test_a_zone_that_is_not_told_leaves_all_times_local() -> None:
    assert in_utc(TIMES, entry(0x8C, 0x0C, 0x8C)) is None


def test_what_is_no_files_entry_tells_no_zones() -> None:
    assert in_utc(TIMES, entry(0x8C, 0x8C, 0x8C, kind=0x83)) is None
    assert in_utc(TIMES, b"\x85") is None


@given(st.integers(-64, 63))
def test_zones_are_quarters_of_an_hour_of_either_sign(quarters: int) -> None:
    zone = 0x80 | (quarters & 0x7F)
    moved = in_utc(TIMES, entry(zone, zone, zone))
    assert moved is not None
    assert moved.modified == NOON - quarters * HOUR // 4
    assert in_utc(NO_TIMES, entry(zone, zone, zone)) == NO_TIMES

import gzip
import random
import tarfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.archives.building import tarred
from tests.triage.archives.reading import all_read, listed, opened, read
from triage.archives.base import Member
from triage.archives.limits import ArchiveLimits
from triage.archives.tar_headers import BLOCK
from triage.content import Unexamined
from triage.reasons import Reason

FILES = [("a/b.txt", b"hello"), ("x" * 120, b"z" * 1300)]
SAMPLES = [
    tarred(FILES, mode, form)
    for mode in ("w", "w:gz", "w:bz2", "w:xz")
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
]


def with_checksum(header: bytearray) -> bytes:
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def changed(data: bytes, place: int, value: bytes) -> bytes:
    """The first header with other bytes at ``place``, its checksum right."""
    header = bytearray(data[:BLOCK])
    header[place : place + len(value)] = value
    return with_checksum(header) + data[BLOCK:]


@pytest.mark.parametrize("data", SAMPLES)
def test_a_tar_cut_off_at_any_byte_of_its_members_says_so(data: bytes) -> None:
    end = len(data) if data.startswith((b"\x1f", b"B", b"\xfd")) else _members_end(data)
    for length in range(end):
        results = all_read(data[:length])
        assert any(isinstance(each, Unexamined) for each in results), length


def _members_end(data: bytes) -> int:
    return len(data.rstrip(b"\0"))


@settings(max_examples=300)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_whatever_is_changed_only_members_and_gaps_come_out(
    data: bytes, chance: random.Random
) -> None:
    other = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        other[chance.randrange(len(other))] = chance.choice((0, 255, chance.randrange(256)))
    for each in (results := all_read(bytes(other))):
        assert isinstance(each, (Member, bytes, Unexamined))
    assert results


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=16))
def test_headers_with_right_checksums_and_wrong_fields_break_nothing(
    place: int, value: bytes
) -> None:
    data = tarred([("a", b"x" * 600), ("b", b"y")])
    assert all_read(changed(data, place % (BLOCK - len(value)), value))


def test_listing_goes_on_behind_a_damaged_header() -> None:
    data = bytearray(tarred([(name, b"x" * 600) for name in "abcde"], form=tarfile.USTAR_FORMAT))
    data[2 * 3 * BLOCK // 2 + 5] ^= 0xFF
    archive = opened(bytes(data))
    members, faults = listed(archive)
    assert [m.name for m in members] == [b"a", b"c", b"d", b"e"]
    assert [read(archive, m) for m in members] == [b"x" * 600] * 4
    assert [fault.detail for fault in faults] == ["no header at byte 1536 of the archive"]


def test_a_tar_without_end_mark_is_read_and_said_to_have_none() -> None:
    data = tarred([("a", b"x" * BLOCK)], form=tarfile.USTAR_FORMAT)[: 2 * BLOCK]
    members, faults = listed(opened(data))
    assert [m.name for m in members] == [b"a"]
    assert [fault.detail for fault in faults] == ["the tar has no end mark and may be cut off"]


@pytest.mark.parametrize("size", [b"\x80" + b"\xff" * 11, b"\xff" * 12, b"99999999999\0"])
def test_an_impossible_size_is_damage(size: bytes) -> None:
    data = changed(tarred([("a", b"x")], form=tarfile.USTAR_FORMAT), 124, size)
    faults = [each for each in all_read(data) if isinstance(each, Unexamined)]
    assert faults[0].reason is Reason.DAMAGED


def test_a_member_longer_than_the_archive_is_listed_and_cut_off() -> None:
    data = changed(tarred([("a", b"x")], form=tarfile.USTAR_FORMAT), 124, b"77777777777\0")
    archive = opened(data)
    members, faults = listed(archive)
    assert members[0].size == 8**11 - 1
    assert [fault.detail for fault in faults] == ["the tar is cut off within its last member"]
    with pytest.raises(Unexamined):
        archive.content(members[0]).read(8**11 - 10, 5)


def test_an_endless_extended_header_is_not_read_into_memory() -> None:
    header = bytearray(tarred([("a", b"")], form=tarfile.USTAR_FORMAT)[:BLOCK])
    header[124:136] = b"77777777777\0"
    header[156:157] = b"L"
    results = all_read(with_checksum(header))
    assert [each.reason for each in results if isinstance(each, Unexamined)] == [Reason.LIMIT_BYTES]


def test_an_extended_header_before_no_member_ends_the_listing() -> None:
    data = tarred([("n" * 200, b"")], form=tarfile.GNU_FORMAT)
    members, faults = listed(opened(data[: 2 * BLOCK] + bytes(4 * BLOCK)))
    assert members == []
    assert "without a member" in faults[0].detail


def test_faults_are_reported_up_to_a_number() -> None:
    good = tarred([("a", b"")], form=tarfile.USTAR_FORMAT)[:BLOCK]
    bad = b"\x01" * BLOCK
    _, faults = listed(opened((good + bad) * 500))
    assert len(faults) == 100


def test_a_compressed_bomb_is_stopped_by_its_ratio() -> None:
    data = gzip.compress(tarred([("zeros", bytes(80 << 20))], form=tarfile.USTAR_FORMAT))
    archive = opened(data, ArchiveLimits(ratio=100))
    members, faults = listed(archive)
    assert [m.name for m in members] == [b"zeros"]
    assert [fault.reason for fault in faults] == [Reason.LIMIT_RATIO]


def test_no_more_members_are_kept_than_the_limit_allows() -> None:
    data = tarred([(f"{n}", b"") for n in range(20)])
    members, faults = listed(opened(data, ArchiveLimits(members=10)))
    assert len(members) == 10
    assert [fault.reason for fault in faults] == [Reason.LIMIT_COUNT]


def test_ordinals_ascend_through_damage() -> None:
    data = bytearray(tarred([(f"{n}", b"x" * 900) for n in range(30)]))
    for place in range(700, len(data), 9001):
        data[place] ^= 0xFF
    members, _ = listed(opened(bytes(data)))
    assert all(b.ordinal == a.ordinal + 1 for a, b in pairwise(members))

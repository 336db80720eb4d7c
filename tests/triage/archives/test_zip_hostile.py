import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.archives.building import (
    central,
    ended,
    every_method,
    local,
    one_member,
    overlapping_bomb,
    quoted_bomb,
    zipped,
    zipped_through_a_pipe,
)
from tests.triage.archives.reading import all_read, listed, opened, read
from triage.archives.base import Member
from triage.archives.limits import ArchiveLimits
from triage.content import Unexamined
from triage.reasons import Reason

SAMPLES = (every_method(), zipped_through_a_pipe([("a", b"hi" * 100), ("b", b"x" * 100)]))


def failure_of(data: bytes, ordinal: int = 0) -> Unexamined:
    archive = opened(data)
    with pytest.raises(Unexamined) as failure:
        read(archive, archive.member(ordinal))
    return failure.value


@pytest.mark.parametrize("data", SAMPLES)
def test_a_zip_cut_off_at_any_byte_says_so(data: bytes) -> None:
    for length in range(len(data)):
        results = all_read(data[:length])
        assert any(isinstance(each, Unexamined) for each in results), length


@settings(max_examples=300)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_whatever_is_changed_only_members_and_gaps_come_out(
    data: bytes, chance: random.Random
) -> None:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.choice((0, 255, chance.randrange(256)))
    for each in (results := all_read(bytes(changed))):
        assert isinstance(each, (Member, bytes, Unexamined))
    assert results


@given(st.binary(max_size=400))
def test_nothing_that_starts_like_a_zip_breaks_the_reader(junk: bytes) -> None:
    assert all_read(b"PK\x03\x04" + junk)
    assert all_read(b"PK\x03\x04" + junk + b"PK\x05\x06" + junk)


def test_a_wrong_checksum_shows_when_the_end_is_reached() -> None:
    data = one_member(b"x" * 10_000, crc=1)
    archive = opened(data)
    content = archive.content(archive.member(0))
    failure = failure_of(data)
    assert (failure.reason, failure.detail) == (
        Reason.DAMAGED,
        "the checksum of the content is wrong",
    )
    with pytest.raises(Unexamined):
        content.read(9_999, 1)


def test_a_wrong_checksum_of_a_stored_member_shows_too() -> None:
    data = bytearray(zipped([("a", b"x" * 10_000)], 0))
    data[5000] ^= 1
    assert failure_of(bytes(data)).detail == "the checksum of the content is wrong"


@pytest.mark.parametrize("size", [0, 1, 999, 1001, 2**31])
def test_a_member_that_declares_another_size_than_it_has_is_damaged(size: int) -> None:
    assert failure_of(one_member(b"x" * 1000, size=size)).reason is Reason.DAMAGED


def test_a_local_header_with_another_name_is_reported_and_the_content_still_read() -> None:
    archive = opened(one_member(b"content", name=b"shown.txt", local_name=b"other.jpg"))
    members, faults = listed(archive)
    assert read(archive, members[0]) == b"content"
    assert [fault.reason for fault in faults] == [Reason.DAMAGED]
    assert "other.jpg" in faults[0].detail


def test_a_local_header_with_another_method_or_size_is_damaged() -> None:
    for place, value in ((8, 0), (18, 1), (22, 1)):
        data = bytearray(one_member(b"content"))
        data[place] = value
        assert failure_of(bytes(data)).detail == "the local header disagrees with the directory"


def test_a_member_that_the_directory_leaves_out_is_reported() -> None:
    bodies = [local(b"%d" % n, b"\x03\x00", 0, 0) for n in range(3)]
    for hidden in range(3):
        records = [central(b"%d" % n, n * len(bodies[0]), 2, 0, 0) for n in range(3) if n != hidden]
        members, faults = listed(opened(ended(b"".join(bodies), records)))
        start = hidden * len(bodies[0])
        assert len(members) == 2
        assert [fault.detail for fault in faults] == [
            f"bytes {start} to {start + len(bodies[0])} hold members that the zip's directory"
            " does not list"
        ]


def test_a_directory_that_is_damaged_midway_gives_the_members_before_it() -> None:
    data = bytearray(zipped([(f"{n:02}", b"") for n in range(10)]))
    start = data.index(b"PK\x01\x02")
    data[start + 5 * 48] = 0
    members, faults = listed(opened(bytes(data)))
    assert len(members) == 5
    assert "damaged after 5 members" in " ".join(fault.detail for fault in faults)


def test_an_end_record_that_counts_other_members_than_there_are_is_reported() -> None:
    body = local(b"a", b"\x03\x00", 0, 0)
    _, faults = listed(opened(ended(body, [central(b"a", 0, 2, 0, 0)], count=7)))
    assert [fault.detail for fault in faults] == [
        "the zip's directory lists 1 members, its end says 7"
    ]


@pytest.mark.parametrize("offset", [True, False])
def test_an_end_record_that_lists_nothing_behind_members_is_damage(offset: bool) -> None:
    data = bytearray(zipped([("a", b"")]))
    data[-14:-6] = bytes(8)
    if not offset:
        data[-6:-2] = bytes(4)
    with pytest.raises(Unexamined) as failure:
        opened(bytes(data))
    assert failure.value.reason is Reason.DAMAGED


def test_a_zip_split_over_several_files_is_named_as_such() -> None:
    data = bytearray(zipped([("a", b"")]))
    data[-18] = data[-16] = 1
    with pytest.raises(Unexamined) as failure:
        opened(bytes(data))
    assert failure.value.reason is Reason.UNSUPPORTED_FORMAT


def test_members_that_share_their_bytes_are_read_once() -> None:
    archive = opened(overlapping_bomb(bytes(100_000), 500))
    members, _ = listed(archive)
    assert [m.reason for m in members] == [None] + [Reason.DAMAGED] * 499
    assert read(archive, members[0]) == bytes(100_000)
    with pytest.raises(Unexamined):
        archive.content(members[1])


def test_a_quoted_overlap_bomb_unpacks_its_first_member_only() -> None:
    data = quoted_bomb(bytes(100_000), 200)
    archive = opened(data)
    members, _ = listed(archive)
    assert len(members) == 200
    assert [m.ordinal for m in members if m.reason is None] == [0]
    assert len(read(archive, members[0])) > 100_000


def test_a_member_of_high_ratio_is_stopped_once_64_mib_have_come_out() -> None:
    limits = ArchiveLimits(ratio=500)
    archive = opened(one_member(bytes(80 << 20)), limits)
    content = archive.content(archive.member(0))
    assert content.read((64 << 20) - 5, 5) == bytes(5)
    with pytest.raises(Unexamined) as failure:
        content.read(79 << 20, 10)
    assert failure.value.reason is Reason.LIMIT_RATIO


def test_an_lzma_dictionary_larger_than_the_limit_is_not_allocated() -> None:
    header = struct.pack("<HHBI", 9, 5, 0x5D, 0xFFFFFFFF)
    packed = header + bytes(20)
    body = local(b"a", packed, 10, 0, method=14)
    data = ended(body, [central(b"a", 0, len(packed), 10, 0, method=14)])
    assert failure_of(data).reason is Reason.MEMORY


def test_no_more_members_are_kept_than_the_limit_allows() -> None:
    data = zipped([(f"{n}", b"") for n in range(20)])
    members, faults = listed(opened(data, ArchiveLimits(members=10)))
    assert len(members) == 10
    assert [fault.reason for fault in faults][-1:] == [Reason.LIMIT_COUNT]


def test_offsets_beyond_64_bits_are_damage_and_no_crash() -> None:
    extra = struct.pack("<HH3Q", 1, 24, 2**64 - 1, 2**64 - 1, 2**64 - 1)
    record = central(b"a", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, zlib.crc32(b""), extra=extra)
    members, _ = listed(opened(ended(b"PK\x03\x04", [record])))
    assert [(m.size, m.reason) for m in members] == [(None, Reason.DAMAGED)]

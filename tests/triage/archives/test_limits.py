from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.building import zipped
from tests.triage.archives.reading import listed, opened, read
from triage.archives.base import Member
from triage.archives.limits import SOURCE_LIMITS, ArchiveLimits, Budget
from triage.reasons import Reason
from triage.records import Kind

MIB = 1 << 20


def member(size: int | None, ordinal: int = 0) -> Member:
    return Member(ordinal=ordinal, name=b"", kind=Kind.FILE, size=size)


def reasons(limits: ArchiveLimits, held: int, sizes: list[int | None]) -> list[Reason | None]:
    budget = Budget(limits, held)
    refusals = [budget.admit(member(size)) for size in sizes]
    return [refusal.reason if refusal else None for refusal in refusals]


def test_members_beyond_the_count_are_refused() -> None:
    limits = ArchiveLimits(members=2)
    expected = [None, None, Reason.LIMIT_COUNT, Reason.LIMIT_COUNT]
    assert reasons(limits, 1, [0, None, 0, 0]) == expected


def test_a_member_beyond_the_bytes_is_refused_and_a_smaller_one_still_fits() -> None:
    limits = ArchiveLimits(bytes=100)
    assert reasons(limits, 100, [60, 60, 40, 1]) == [
        None,
        Reason.LIMIT_BYTES,
        None,
        Reason.LIMIT_BYTES,
    ]


def test_the_ratio_counts_only_once_64_mib_have_come_out() -> None:
    limits = ArchiveLimits(ratio=10)
    assert reasons(limits, MIB, [64 * MIB]) == [None]
    assert reasons(limits, MIB, [64 * MIB, 1]) == [None, Reason.LIMIT_RATIO]
    assert reasons(limits, 7 * MIB, [64 * MIB, 1]) == [None, None]


def test_a_phones_extraction_is_not_limited() -> None:
    assert reasons(SOURCE_LIMITS, 1 << 38, [1 << 40] * 100) == [None] * 100


@given(st.lists(st.integers(0, 200), max_size=30), st.integers(1, 10), st.integers(1, 500))
def test_what_is_admitted_never_exceeds_the_limits(
    sizes: list[int], members: int, most: int
) -> None:
    budget = Budget(ArchiveLimits(members=members, bytes=most), 1)
    admitted = [size for size in sizes if budget.admit(member(size)) is None]
    assert len(admitted) <= members
    assert sum(admitted) <= most


def test_archives_within_archives_are_bounded_by_depth_and_bytes() -> None:
    """As 42.zip: each level holds several copies of the next."""
    limits = ArchiveLimits(bytes=100_000, members=50)
    inner = zipped([("zeros", bytes(50_000))])
    for _ in range(8):
        inner = zipped([(f"{n}.zip", inner) for n in range(16)])
    unpacked, levels = 0, 0
    data = inner
    while levels < limits.depth:
        archive = opened(data, limits)
        budget = Budget(limits, len(data))
        members, _ = listed(archive)
        admitted = [m for m in members if budget.admit(m) is None]
        unpacked += sum(m.size or 0 for m in admitted)
        data = read(archive, admitted[0])
        levels += 1
    assert unpacked <= limits.depth * limits.bytes

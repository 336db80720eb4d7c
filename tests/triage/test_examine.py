"""The order of stages, and what ends as a gap, with inspectors that do as they are told."""

from collections.abc import Iterator

import pytest

from hashsets.matching import Match, Radii
from tests.triage.little_phone import zipped
from triage.archives.limits import ArchiveLimits
from triage.authority import Authority, DataKind
from triage.content import Buffer, Unexamined
from triage.examine import LONGEST_DETAIL, Examiner
from triage.inspectors.base import Inspector, Part, Subject
from triage.inspectors.digests import DigestInspector, digests
from triage.jobs import Broken
from triage.reasons import Reason
from triage.records import (
    Anything,
    Entry,
    FileType,
    Finding,
    Gap,
    Kind,
    Observation,
    Origin,
    State,
)


class NoSets:
    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> list[Match]:
        return []

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> list[Match]:
        return []

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        return False


class Notes:
    def __init__(self) -> None:
        self.started: list[tuple[str, str]] = []

    def start(self, stage: str, position: str = "") -> None:
        self.started.append((stage, position))

    def at(self, stage: str, position: str = "") -> None:
        pass


class Types:
    stage = "type"

    def wants(self, subject: Subject) -> bool:
        return True

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        picture = subject.head.startswith(b"\xff\xd8")
        yield FileType(mime="image/jpeg" if picture else "application/octet-stream")


class Telling:
    """Yields, or raises, what it is given."""

    stage = "telling"

    def __init__(self, outcome: Unexamined | Exception) -> None:
        self.outcome = outcome

    def wants(self, subject: Subject) -> bool:
        return not subject.head.startswith(b"PK")

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        if isinstance(self.outcome, Unexamined):
            yield self.outcome
        else:
            raise self.outcome


def entry(**changes: object) -> Entry:
    usual: dict[str, object] = {
        "id": "e" * 32,
        "source": 0,
        "volume": 0,
        "path": b"/x",
        "origin": Origin.FILE,
        "kind": Kind.FILE,
    }
    return Entry(**{**usual, **changes})  # type: ignore[arg-type]


def examined(
    body: bytes,
    *more: Inspector,
    of: Entry | None = None,
    authority: Authority | None = None,
    limits: ArchiveLimits | None = None,
    skip: dict[str, Broken] | None = None,
) -> list[Anything]:
    inspectors: list[Inspector] = [DigestInspector(), Types(), *more]
    examiner = Examiner(inspectors, NoSets(), authority or Authority(), Notes(), limits)
    groups = examiner.examine(of or entry(), lambda: Buffer(body), 0, skip or {})
    return [record for group in groups for record in group]


def broken(file: str, stage: str) -> dict[str, Broken]:
    return {file: Broken(file=file, stage=stage, reason=Reason.CRASHED, detail="signal SIGSEGV")}


def states(records: list[Anything]) -> dict[str, tuple[State, Reason | None]]:
    return {r.file: (r.state, r.reason) for r in records if isinstance(r, Observation)}


def gaps(records: list[Anything]) -> list[tuple[str, Reason]]:
    return [(r.stage, r.reason) for r in records if isinstance(r, Gap)]


def test_what_was_read_whole_is_done_and_has_no_gap() -> None:
    records = examined(b"hello")
    assert states(records) == {"e" * 32: (State.DONE, None)}
    assert gaps(records) == []


def test_a_stage_that_falls_short_makes_the_entry_partial_and_names_the_stage() -> None:
    records = examined(b"hello", Telling(Unexamined(Reason.DAMAGED, "torn")))
    assert states(records) == {"e" * 32: (State.PARTIAL, Reason.DAMAGED)}
    assert gaps(records) == [("telling", Reason.DAMAGED)]


def test_a_parser_that_fails_in_its_own_way_is_a_gap_too() -> None:
    records = examined(b"hello", Telling(ZeroDivisionError("at 0x7f00")))
    assert gaps(records) == [("telling", Reason.INTERNAL)]
    (gap,) = [record for record in records if isinstance(record, Gap)]
    assert gap.detail == "ZeroDivisionError"


def test_want_of_memory_is_left_to_the_jail_which_gives_more() -> None:
    with pytest.raises(MemoryError):
        examined(b"hello", Telling(MemoryError()))


def test_content_that_cannot_be_had_makes_the_entry_failed() -> None:
    def torn() -> Buffer:
        raise Unexamined(Reason.UNREADABLE, "bad sector")

    examiner = Examiner([Types(), DigestInspector()], NoSets(), Authority(), Notes())
    records = [r for group in examiner.examine(entry(), torn, 0, {}) for r in group]
    assert states(records) == {"e" * 32: (State.FAILED, Reason.UNREADABLE)}
    assert gaps(records) == [("read", Reason.UNREADABLE)]


def test_a_deleted_file_that_lost_blocks_to_others_is_partial_however_well_it_reads() -> None:
    records = examined(b"hello", of=entry(reason=Reason.REALLOCATED))
    assert states(records) == {"e" * 32: (State.PARTIAL, Reason.REALLOCATED)}


def test_what_the_authority_does_not_cover_is_read_no_further_than_its_type() -> None:
    authority = Authority(recorded=True, data=(DataKind.DOCUMENTS,))
    records = examined(b"\xff\xd8picture", authority=authority)
    (seen,) = [record for record in records if isinstance(record, Observation)]
    assert (seen.state, seen.reason) == (State.SKIPPED, Reason.NOT_AUTHORISED)
    assert (seen.digests, seen.type, seen.picture) == (None, None, None)
    assert gaps(records) == [("authority", Reason.NOT_AUTHORISED)]


def test_members_of_a_plain_archive_are_judged_one_by_one() -> None:
    authority = Authority(recorded=True, data=(DataKind.MEDIA,))
    body = zipped({"a.jpg": b"\xff\xd8picture", "b.bin": b"other"})
    records = examined(body, authority=authority)
    by_path = {r.path: states(records).get(r.id) for r in records if isinstance(r, Entry)}
    assert by_path == {
        b"/x>>a.jpg": (State.DONE, None),
        b"/x>>b.bin": (State.SKIPPED, Reason.NOT_AUTHORISED),
    }


def test_a_members_own_records_come_before_those_of_its_archive() -> None:
    records = examined(zipped({"a": zipped({"b": b"deep"})}))
    order = [r.file for r in records if isinstance(r, Observation)]
    paths = {r.id: r.path for r in records if isinstance(r, Entry)}
    assert [paths.get(file, b"/x") for file in order] == [b"/x>>a>>b", b"/x>>a", b"/x"]


def test_archives_nested_too_deep_are_a_gap() -> None:
    body = b"core"
    for _ in range(4):
        body = zipped({"n": body})
    records = examined(body, limits=ArchiveLimits(depth=2))
    assert gaps(records) == [("archive", Reason.LIMIT_DEPTH)]
    assert sum(isinstance(record, Entry) for record in records) == 2


def test_more_members_than_the_limit_are_a_gap_and_the_first_are_examined() -> None:
    body = zipped({str(number): b"x" for number in range(5)})
    records = examined(body, limits=ArchiveLimits(members=3))
    assert gaps(records) == [("archive", Reason.LIMIT_COUNT)]
    assert sum(isinstance(record, Entry) for record in records) == 3
    assert states(records)["e" * 32] == (State.PARTIAL, Reason.LIMIT_COUNT)


def test_the_limit_counts_over_all_levels_of_nesting() -> None:
    inner = zipped({str(number): b"x" for number in range(4)})
    body = zipped({"a": inner, "b": inner})
    records = examined(body, limits=ArchiveLimits(members=6))
    assert sum(isinstance(record, Entry) for record in records) <= 6
    assert ("archive", Reason.LIMIT_COUNT) in gaps(records)


def test_a_member_that_broke_a_worker_is_left_out_by_name_and_the_rest_examined() -> None:
    body = zipped({"a": b"1", "b": b"2", "c": b"3"})
    ids = {r.path: r.id for r in examined(body) if isinstance(r, Entry)}
    records = examined(body, skip=broken(ids[b"/x>>b"], "read"))
    found = states(records)
    assert found[ids[b"/x>>b"]] == (State.FAILED, Reason.CRASHED)
    assert found[ids[b"/x>>a"]] == found[ids[b"/x>>c"]] == (State.DONE, None)
    assert not [record for record in records if isinstance(record, Finding)]


def test_what_broke_a_worker_after_its_digests_is_failed_but_still_known_by_them() -> None:
    (found,) = (
        r for r in examined(b"x", skip=broken("e" * 32, "picture")) if isinstance(r, Observation)
    )
    assert (found.state, found.reason) == (State.FAILED, Reason.CRASHED)
    assert found.digests == digests(Buffer(b"x"))


def test_an_archive_that_broke_a_worker_is_not_opened_again() -> None:
    records = examined(zipped({"a": b"1"}), skip=broken("e" * 32, "archive"))
    assert not [record for record in records if isinstance(record, Entry)]
    assert states(records) == {"e" * 32: (State.FAILED, Reason.CRASHED)}
    assert gaps(records) == [("archive", Reason.CRASHED)]


def test_what_broke_a_worker_is_not_digested_where_the_authority_does_not_cover_it() -> None:
    records = examined(
        b"text",
        authority=Authority(recorded=True, data=(DataKind.MEDIA,)),
        skip=broken("e" * 32, "picture"),
    )
    assert states(records) == {"e" * 32: (State.SKIPPED, Reason.NOT_AUTHORISED)}


def test_between_two_members_the_worker_is_at_the_archive_and_not_at_the_last_member() -> None:
    notes = Notes()
    examiner = Examiner([DigestInspector(), Types()], NoSets(), Authority(), notes)
    body = zipped({"a": b"1", "b": b"2"})
    container = entry(id="container")
    groups = [*examiner.examine(container, lambda: Buffer(body), 0, {})]
    members = [r.id for group in groups for r in group if isinstance(r, Entry)]
    archive = ("archive", "container")
    assert notes.started == [
        ("read", "container"),
        archive,
        ("read", members[0]),
        archive,
        ("read", members[1]),
        archive,
    ]


def test_a_detail_that_quotes_evidence_is_cut() -> None:
    long = Unexamined(Reason.DAMAGED, "x" * 100_000)
    (gap,) = (r for r in examined(b"x", Telling(long)) if isinstance(r, Gap))
    assert len(gap.detail) == LONGEST_DETAIL

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashsets.chance import expected_chance_hits
from keywords.records import Severity
from tests.triage.reports.exams import AUTHORITY, HOSTILE, Exam, build, entry, finding, gap, weak
from triage import listing
from triage.authority import Authority
from triage.coverage import agreement, coverage
from triage.exam.connection import ExamError, create, open_for_reading, open_for_writing
from triage.exam.writing import Writer
from triage.figures import Content, Coverage
from triage.reasons import ADVICE, Reason
from triage.records import Anything, FileType, Kind, Observation, Origin, State, Volume
from triage.shortfalls import not_examined

Cover = Callable[[Exam], Coverage]


@pytest.fixture
def covered(tmp_path: Path) -> Cover:
    """The coverage of an examination built for the test."""

    def of(exam: Exam) -> Coverage:
        connection = open_for_reading(build(tmp_path / "a.exam", exam))
        try:
            return coverage(connection)
        finally:
            connection.close()

    return of


ENTRIES = st.lists(
    st.tuples(st.sampled_from(Kind), st.sampled_from(Origin), st.sampled_from(State)), max_size=40
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(kinds=ENTRIES)
def test_states_sum_to_the_number_enumerated(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[tuple[Kind, Origin, State]]
) -> None:
    connection = create(tmp_path_factory.mktemp("exam") / "a.exam")
    writer = Writer(connection)
    writer.insert("sources", (0, "phone.dd", "raw", "", 9, 1, "", 1, *[None] * 5))
    writer.write_volume(0, Volume(source=0, ordinal=0, kind="ext4", offset=0))
    writer.write(
        entry(b"/%d" % number, kind=kind, origin=origin, state=state)
        for number, (kind, origin, state) in enumerate(kinds)
    )
    writer.flush()
    figures = coverage(connection)
    listed = len(list(listing.files(connection)))
    connection.close()
    (source,) = figures.sources
    assert figures.entries.total == listed == len(kinds)
    assert sum(figures.entries.states.values()) == len(kinds)
    assert sum(tally.total for tally in figures.by_kind) == len(kinds)
    assert sum(tally.total for tally in figures.by_origin) == len(kinds)
    assert source.entries.total == source.volumes[0].entries.total == len(kinds)
    assert figures.entries.pending == sum(state == State.PENDING for _, _, state in kinds)


def test_entries_are_counted_by_kind_origin_and_state(covered: Cover) -> None:
    figures = covered(Exam(paths=(b"/a", b"/b")))
    assert {tally.name: tally.total for tally in figures.by_kind} == {"file": 5, "directory": 1}
    assert {tally.name: tally.failed for tally in figures.by_origin} == {"file": 0, "deleted": 1}
    assert figures.entries.states == {
        "done": 3, "partial": 1, "failed": 1, "skipped": 1, "pending": 0,
    }  # fmt: skip


def test_content_is_counted_once_and_what_was_unpacked_apart(covered: Cover) -> None:
    member = entry(b"/bomb.zip>>a", origin=Origin.MEMBER, size=70)
    unsized = entry(b"/odd", size=None, state=State.FAILED, reason=Reason.DAMAGED)
    figures = covered(Exam(paths=(b"/a",), extra=[member, unsized]))
    assert figures.content == Content(examined=1000, partly=1000, unexamined=1000, unsized=1)
    assert figures.unpacked == Content(examined=70)


def test_gaps_are_counted_by_reason_with_bytes_and_advice(covered: Cover) -> None:
    extra: list[Anything] = [
        entry(b"/x", state=State.PARTIAL, reason=Reason.SPARSE, size=500),
        gap(b"/x", Reason.SPARSE),
        gap(None, Reason.SPARSE, "tail", length=24),
    ]
    figures = covered(Exam(extra=extra))
    (sparse,) = [each for each in figures.gaps if each.reason == Reason.SPARSE]
    assert (sparse.count, sparse.size, sparse.advice) == (2, 524, ADVICE[Reason.SPARSE])


def test_every_gap_listed_is_counted(tmp_path: Path) -> None:
    connection = open_for_reading(build(tmp_path / "a.exam", Exam(finished=False)))
    counted = {figure.reason: figure.count for figure in coverage(connection).gaps}
    listed = [line["reason"] for line in listing.gaps(connection)]
    connection.close()
    assert counted == {reason: listed.count(reason) for reason in set(listed)}
    assert counted["not-reached"] == 2  # a pending entry, and a volume not listed to its end


def test_what_is_not_authorised_is_counted_by_kind_of_data(covered: Cover) -> None:
    extra: list[Anything] = [
        record
        for path, kind in ((b"/b.db", "browsing"), (b"/c.db", "browsing"))
        for record in (
            entry(path, state=State.SKIPPED, reason=Reason.NOT_AUTHORISED),
            gap(path, Reason.NOT_AUTHORISED, kind),
        )
    ]
    assert covered(Exam(extra=extra)).not_authorised == {"browsing": 2, "messages": 1}


def test_each_source_shows_its_digests_and_whether_they_agree(covered: Cover) -> None:
    (source,) = covered(Exam()).sources
    assert (source.label, source.kind, source.size) == ("phone.dd", "raw", 1 << 30)
    assert (source.md5, source.stored, source.agrees) == ("0" * 32, {"md5": "0" * 32}, True)


@pytest.mark.parametrize(
    ("stored", "agrees"),
    [
        ({}, None),
        ({"crc": "1"}, None),
        ({"md5": "aa"}, True),
        ({"md5": "ab"}, False),
        ({"md5": "aa", "sha1": "xx"}, False),
        ({"md5": "aa", "sha256": "zz"}, True),
    ],
)
def test_digests_agree_only_where_all_that_can_be_compared_do(
    stored: dict[str, str], agrees: bool | None
) -> None:
    assert agreement({"md5": "aa", "sha1": "bb", "sha256": None}, stored) is agrees


def test_each_volume_shows_where_it_is_and_whether_it_was_listed(covered: Cover) -> None:
    (source,) = covered(Exam()).sources
    shown = [(each.file_system, each.partition, each.listed) for each in source.volumes]
    assert shown == [("ext4", 1 << 20, True), ("f2fs", 1 << 29, False)]


def test_sets_show_what_they_hold_and_what_cannot_be_computed(covered: Cover) -> None:
    alert, known = covered(Exam()).sets
    assert (alert.name, alert.version, alert.disposition) == ("alert-set", "3", "alert")
    assert alert.entries == {"md5": 12, "phash": 10_000_000}
    assert alert.not_computable == {"PhotoDNA": 7}
    assert alert.cautions == ("set alert-set@3: a copy may be missed",)
    assert (known.disposition, known.files) == ("known", 1)


def test_known_files_are_counted_and_not_hidden(covered: Cover) -> None:
    figures = covered(Exam())
    assert (figures.known, figures.ignored) == (1, 0)
    assert figures.entries.total == len(HOSTILE) + 4


def test_rules_that_did_not_compile_are_told_apart(covered: Cover) -> None:
    problems = {rule.name: rule.problem for rule in covered(Exam()).rules}
    assert problems == {"broken.yar": "line 3: syntax error", "lure.yar": None}


def test_pictures_are_counted_by_what_could_be_read_of_them(covered: Cover) -> None:
    broken, video = entry(b"/broken.jpg"), entry(b"/film.mp4")
    extra: list[Anything] = [
        broken,
        Observation(file=broken.id, state=State.DONE, type=FileType(mime="image/jpeg")),
        video,
        Observation(file=video.id, state=State.DONE, type=FileType(mime="video/mp4")),
    ]
    pictures = covered(Exam(paths=(b"/a", b"/b"), extra=extra)).pictures
    assert (pictures.decoded, pictures.undecoded) == (2, 1)
    assert (pictures.low_quality, pictures.with_phash, pictures.videos) == (1, 2, 1)


def test_chance_hits_are_those_between_distance_5_and_8_of_all_pictures(covered: Cover) -> None:
    figures = covered(Exam(paths=(b"/a", b"/b")))
    one = expected_chance_hits(10_000_000, 8) - expected_chance_hits(10_000_000, 4)
    assert figures.chance_hits == pytest.approx(2 * one)
    assert figures.chance_hits == pytest.approx(0.115, abs=0.005)


def test_weak_resemblances_are_counted_apart(covered: Cover) -> None:
    extra: list[Anything] = [weak(b"/a", 6, 5), weak(b"/a", 4, 6)]
    extra.append(finding(b"/a", 7, severity=Severity.INFO))
    figures = covered(Exam(paths=(b"/a",), extra=extra))
    assert figures.weak == 1
    assert figures.findings == {"critical": 0, "high": 1, "medium": 0, "low": 0, "info": 3}


def test_the_authority_is_the_recorded_one(covered: Cover) -> None:
    assert covered(Exam()).authority == AUTHORITY


def test_no_authority_is_not_an_error(covered: Cover) -> None:
    assert not covered(Exam(authority=Authority())).authority.recorded


def test_an_examination_with_something_pending_is_not_finished(tmp_path: Path) -> None:
    connection = open_for_writing(build(tmp_path / "a.exam", Exam()))
    assert coverage(connection).finished
    connection.execute("UPDATE entries SET state = 'pending' WHERE state = 'failed'")
    assert not coverage(connection).finished
    connection.close()


def test_a_state_nobody_knows_is_an_error_in_one_line(tmp_path: Path) -> None:
    connection = open_for_writing(build(tmp_path / "a.exam", Exam()))
    connection.execute("UPDATE entries SET state = 'clean' WHERE state = 'failed'")
    with pytest.raises(ExamError, match="clean"):
        coverage(connection)
    connection.close()


def test_what_was_not_examined_is_said_in_plain_words(covered: Cover) -> None:
    assert not_examined(covered(Exam(finished=False, paths=(b"/a",)))) == (
        "The examination is not finished: 1 entry of 6 listed so far was not reached.",
        "The f2fs volume at byte 536,870,912 of source phone.dd was not listed to its end:"
        " it may hold more entries.",
        "1 entry could not be examined.",
        "1 entry was examined in part only.",
        "1 entry was left out by policy or authority.",
        "2.0 kB of 4.0 kB of file content was not examined.",
        "Outside the recorded authority, and so not read: messages (1).",
        "7 PhotoDNA hashes of set alert-set@3 could not be compared:"
        " Skerry does not compute PhotoDNA.",
        "Set alert-set@3: a copy may be missed.",
        "Rule file broken.yar does not compile: none of its rules ran.",
        "1 picture has too little detail for likeness to be relied on.",
    )


@pytest.fixture
def one_source(covered: Cover) -> Coverage:
    return covered(Exam())


def having(figures: Coverage, **changes: object) -> str:
    (source,) = figures.sources
    values = {name: getattr(source, name) for name in source.__struct_fields__}
    return " ".join(
        not_examined(
            type(figures)(
                **{
                    **{name: getattr(figures, name) for name in figures.__struct_fields__},
                    "sources": (type(source)(**{**values, **changes}),),
                }
            )
        )
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"surveyed": False}, "phone.dd was not opened to its end: what it holds is not known."),
        ({"volumes": ()}, "Nothing in source phone.dd could be listed: none of it was examined."),
        ({"agrees": False}, "its digest differs from the one it carries."),
        ({"sha256": None}, "Source phone.dd has no digest yet."),
    ],
)
def test_what_is_wrong_with_a_source_is_said(
    one_source: Coverage, changes: dict[str, object], sentence: str
) -> None:
    assert sentence not in having(one_source)
    assert sentence in having(one_source, **changes)


def test_without_an_alert_set_it_is_said_that_nothing_was_compared(tmp_path: Path) -> None:
    connection = open_for_writing(build(tmp_path / "a.exam", replace(Exam(), paths=())))
    connection.execute("DELETE FROM sets WHERE disposition = 'alert'")
    lines = not_examined(coverage(connection))
    connection.close()
    assert "No alert hash set was used: no file was compared with known images of concern." in lines

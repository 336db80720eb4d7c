"""What is left to carve follows from the listing alone."""

from pathlib import Path

import pytest

from triage.exam.connection import Connection, create
from triage.exam.writing import Writer
from triage.gaps import source_gap
from triage.ids import stamp_entry, stamp_gap
from triage.phases.taken import left
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Observation, Origin, State, Volume

SIZE = 100_000


def volume(kind: str = "ext4", offset: int = 10_000) -> Volume:
    return Volume(source=0, ordinal=0, kind=kind, offset=offset, length=50_000, block_size=1024)


def entry(name: bytes, runs: tuple[tuple[int, int], ...] | None, **more: object) -> Entry:
    fields = {"origin": Origin.FILE, "allocated": True, "size": 5000, **more}
    bare = Entry(source=0, volume=0, path=name, kind=Kind.FILE, runs=runs, **fields)  # type: ignore[arg-type]
    return stamp_entry(bare, 10_000)


@pytest.fixture
def exam(tmp_path: Path) -> Connection:
    return create(tmp_path / "x.exam")


def write(
    exam: Connection, *entries: Entry, of: Volume | None = None, gap: Gap | None = None
) -> None:
    writer = Writer(exam)
    writer.insert("sources", (0, "x", "raw", "", SIZE, 1, "", 1, *(None,) * 5))
    writer.write_volume(0, of or volume())
    writer.write(entries)
    writer.write([Observation(file=each.id, state=State.DONE) for each in entries])
    if gap is not None:
        writer.write([gap])
    writer.flush()


def pieces(exam: Connection) -> list[tuple[int, int]]:
    space = left(exam, 0, SIZE, {10_000: 4096}).space
    return list(zip(space.start.tolist(), space.end.tolist(), strict=True))


def test_live_files_are_left_out_and_deleted_ones_are_not(exam: Connection) -> None:
    gone = entry(b"/gone", ((30_000, 5000),), origin=Origin.DELETED, allocated=False)
    write(exam, entry(b"/live", ((20_000, 4096), (40_000, 904))), gone)
    assert pieces(exam) == [(0, 20_000), (24_096, 40_000), (40_904, SIZE)]
    found = left(exam, 0, SIZE, {10_000: 4096})
    assert found.recovered == {30_000: 5000}
    assert found.space.is_slack(40_904)
    assert found.space.is_slack(44_095)
    assert not found.space.is_slack(44_096)
    assert not found.space.is_slack(24_096)


def test_an_encrypted_region_is_not_carved(exam: Connection) -> None:
    gap = Gap(
        source=0, stage="survey", reason=Reason.ENCRYPTED, offset=70_000, length=10_000, detail="x"
    )
    write(exam, gap=stamp_gap(gap, None))
    assert pieces(exam) == [(0, 70_000), (80_000, SIZE)]


@pytest.mark.parametrize("kind", ["apfs", "ntfs"])
def test_a_volume_whose_files_places_are_hidden_is_left_out_whole(
    exam: Connection, kind: str
) -> None:
    write(exam, entry(b"/squeezed", None), of=volume(kind))
    assert pieces(exam) == [(0, 10_000), (60_000, SIZE)]
    assert [each.kind for each in left(exam, 0, SIZE, {}).hidden] == [kind]


def test_small_files_kept_within_metadata_hide_nothing(exam: Connection) -> None:
    write(exam, entry(b"/resident", None, size=600), of=volume("ntfs"))
    assert pieces(exam) == [(0, SIZE)]


def test_an_apfs_container_is_hidden_even_when_empty(exam: Connection) -> None:
    write(exam, of=volume("apfs"))
    assert pieces(exam) == [(0, 10_000), (60_000, SIZE)]


def test_what_is_no_region_hides_nothing(exam: Connection) -> None:
    write(exam, gap=source_gap(0, "open", Reason.ENCRYPTED, "a container"))
    assert pieces(exam) == [(0, SIZE)]


def test_a_file_placed_beyond_any_medium_does_not_end_the_run(exam: Connection) -> None:
    write(exam, entry(b"/live", ((20_000, 4096), ((1 << 64) - 1, 5), (30_000, (1 << 64) - 1))))
    assert pieces(exam) == [(0, 20_000), (24_096, 30_000)]

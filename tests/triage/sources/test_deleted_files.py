from triage.reasons import Reason
from triage.records import Entry, Kind, Origin, State
from triage.sources.block_map import BlockMap
from triage.sources.deleted_files import DeletedFiles
from triage.sources.tsk_entries import Draft


def draft(*runs: tuple[int, int], state: State = State.PENDING) -> Draft:
    entry = Entry(
        id="",
        source=0,
        volume=0,
        path=b"",
        origin=Origin.DELETED,
        kind=Kind.FILE,
        runs=runs,
        state=state,
    )
    return Draft(entry, "")


def deleted(*live: tuple[int, int]) -> DeletedFiles:
    held = BlockMap(512, 1 << 20)
    held.add(live)
    return DeletedFiles(held)


def test_a_deleted_file_nobody_wrote_over_stays_as_it_is() -> None:
    alone = draft((4096, 1000))
    assert deleted((0, 4096), (5120, 512)).judge(alone) == alone


def test_a_deleted_file_whose_start_was_taken_is_another_file() -> None:
    judged = deleted((4096, 10)).judge(draft((4096, 1000)))
    assert (judged.entry.state, judged.entry.reason) == (State.SKIPPED, Reason.REALLOCATED)
    assert judged.detail


def test_a_deleted_file_partly_written_over_is_examined_and_says_so() -> None:
    judged = deleted((4608, 512)).judge(draft((4096, 1024), (9000, 1)))
    assert (judged.entry.state, judged.entry.reason) == (State.PENDING, Reason.REALLOCATED)
    assert judged.detail == "1 of its blocks now belong to other files"


def test_what_was_held_comes_back_once_and_in_order() -> None:
    files = deleted()
    given = [(draft((n, 1)), b"/%d" % n) for n in range(5)]
    for each, path in given:
        files.hold(each, path)
    assert list(files.drain()) == given
    assert list(files.drain()) == []

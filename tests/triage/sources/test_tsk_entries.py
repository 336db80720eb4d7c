import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from triage.reasons import Reason
from triage.records import Clock, Entry, Kind, Origin, State
from triage.sources.provenance import Provenance
from triage.sources.tsk_entries import Layout, component, drafts
from triage.sources.tsk_node import ENCRYPTED, NO_TIMES, RESIDENT, Inode, Node, Run, Stream

DATA = Stream(1, 0, None, 5, 0x3, (Run(7, 1, 0, sparse=False),))
INODE = Inode(Kind.FILE, allocated=True, size=5, links=1, times=NO_TIMES)
LIVE = Node(b"name", Kind.FILE, True, 12, INODE, streams=(DATA,))
DELETED = replace(LIVE, name_allocated=False, inode=replace(INODE, allocated=False))


def layout(kind: str = "ext4") -> Layout:
    return Layout(
        provenance=Provenance(0, 512, 3), kind=kind, block_size=1024, base=512, end=1 << 20
    )


def entry(node: Node, kind: str = "ext4") -> Entry:
    [draft] = drafts(node, layout(kind))
    assert bool(draft.detail) == (draft.entry.state not in (State.PENDING, State.DONE))
    return draft.entry


def settled(node: Node, kind: str = "ext4") -> tuple[State, Reason | None]:
    found = entry(node, kind)
    return found.state, found.reason


def test_a_live_file_waits_to_be_examined() -> None:
    found = entry(LIVE)
    assert (found.state, found.origin, found.allocated) == (State.PENDING, Origin.FILE, True)
    assert found.runs == ((512 + 7 * 1024, 5),)
    assert (found.inode, found.size, found.volume) == ("12", 5, 3)


@pytest.mark.parametrize("kind", ["fat12", "fat16", "fat32", "exfat"])
def test_fat_times_are_of_an_unknown_zone(kind: str) -> None:
    assert entry(LIVE, kind).clock is Clock.LOCAL_UNKNOWN
    assert entry(LIVE, "ntfs").clock is Clock.UTC


def test_a_deleted_file_whose_runs_are_left_waits_to_be_examined() -> None:
    assert settled(DELETED) == (State.PENDING, None)
    assert entry(DELETED).origin is Origin.DELETED


def test_a_deleted_file_of_no_size_has_lost_its_content_on_ext_only() -> None:
    empty = replace(DELETED, inode=replace(INODE, allocated=False, size=0), streams=())
    assert settled(empty, "ext4") == (State.FAILED, Reason.CONTENT_GONE)
    assert settled(empty, "fat32") == (State.PENDING, None)


def test_a_deleted_file_without_runs_has_lost_its_content() -> None:
    for streams in ((), (replace(DATA, runs=()),)):
        gone = replace(DELETED, streams=streams)
        assert settled(gone) == (State.FAILED, Reason.CONTENT_GONE)


def test_a_deleted_file_kept_in_its_record_is_still_there() -> None:
    resident = replace(DATA, type=128, flags=RESIDENT, runs=None)
    assert settled(replace(DELETED, streams=(resident,)), "ntfs") == (State.PENDING, None)


def test_a_name_whose_inode_is_in_use_again_tells_nothing_of_the_new_file() -> None:
    taken = replace(LIVE, name_allocated=False)
    found = entry(taken)
    assert (found.state, found.reason) == (State.SKIPPED, Reason.REALLOCATED)
    assert (found.size, found.runs, found.modified) == (None, None, None)


def test_a_name_alone_is_gone_if_deleted_and_damaged_if_live() -> None:
    assert settled(replace(DELETED, inode=None)) == (State.FAILED, Reason.CONTENT_GONE)
    assert settled(replace(LIVE, inode=None)) == (State.FAILED, Reason.DAMAGED)


def test_encrypted_content_is_never_pending() -> None:
    assert settled(replace(LIVE, encrypted=True)) == (State.FAILED, Reason.ENCRYPTED)
    folder = replace(LIVE, inode=replace(INODE, kind=Kind.DIRECTORY), encrypted=True)
    assert settled(folder) == (State.FAILED, Reason.ENCRYPTED)
    efs = replace(LIVE, streams=(replace(DATA, type=128, flags=ENCRYPTED),))
    assert settled(efs, "ntfs") == (State.FAILED, Reason.ENCRYPTED)


def test_unreadable_metadata_is_damage() -> None:
    assert settled(replace(LIVE, streams=None)) == (State.FAILED, Reason.DAMAGED)
    impossible = replace(LIVE, streams=(replace(DATA, size=None),))
    assert settled(impossible) == (State.FAILED, Reason.DAMAGED)


@pytest.mark.parametrize("kind", [Kind.DIRECTORY, Kind.SYMLINK, Kind.DEVICE, Kind.FIFO])
def test_what_has_no_content_of_its_own_is_done(kind: Kind) -> None:
    assert settled(replace(LIVE, inode=replace(INODE, kind=kind))) == (State.DONE, None)


def test_every_ntfs_stream_is_an_entry_of_its_own() -> None:
    streams = (
        Stream(16, 0, None, 48, RESIDENT, None),
        replace(DATA, type=128, id=3),
        Stream(128, 5, b"Zone/Identifier", 9, RESIDENT, None),
        Stream(144, 2, b"$O", 9, RESIDENT, None),
    )
    found = [draft.entry for draft in drafts(replace(LIVE, streams=streams), layout("ntfs"))]
    assert [(e.path, e.inode) for e in found] == [
        (b"", "12-128-3"),
        (b":Zone\\x2fIdentifier", "12-128-5"),
        (b":$O", "12-144-2"),
    ]


def test_a_stream_of_a_directory_is_a_file() -> None:
    streams = (
        Stream(144, 2, b"$I30", 9, RESIDENT, None),
        Stream(128, 5, b"hidden", 9, RESIDENT, None),
    )
    folder = replace(LIVE, inode=replace(INODE, kind=Kind.DIRECTORY), streams=streams)
    found = [draft.entry for draft in drafts(folder, layout("ntfs"))]
    assert [(e.kind, e.state) for e in found] == [
        (Kind.DIRECTORY, State.DONE),
        (Kind.FILE, State.PENDING),
    ]


@given(st.binary(max_size=20))
def test_a_component_never_holds_a_slash_and_is_never_empty(name: bytes) -> None:
    part = component(name)
    assert part
    assert b"/" not in part
    if name and b"/" not in name:
        assert part == name

from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.exam import reading
from triage.exam.connection import Connection, create
from triage.exam.writing import HURRY_SECONDS, Writer
from triage.records import (
    Digests,
    Entry,
    FileType,
    Kind,
    Observation,
    Origin,
    Picture,
    RuleHit,
    State,
    Volume,
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    connection = create(tmp_path / "x.exam")
    yield connection
    connection.close()


def entry(identifier: str = "a" * 32, **changes: object) -> Entry:
    usual: dict[str, object] = {
        "source": 0,
        "volume": 0,
        "path": b"/DCIM/\xff\x00.jpg",
        "origin": Origin.FILE,
        "kind": Kind.FILE,
        "inode": "64-128-3",
        "allocated": True,
        "size": 5,
        "names": (b"/DCIM/\xff\x00.jpg", b"/z"),
        "runs": ((4096, 5),),
        "modified": -1,
    }
    return Entry(id=identifier, **{**usual, **changes})  # type: ignore[arg-type]


def test_an_entry_is_read_back_as_it_was_written(connection: Connection) -> None:
    writer = Writer(connection)
    writer.write([entry()])
    writer.flush()
    assert list(reading.pending(connection)) == [entry()]
    assert reading.entry(connection, "a" * 32) == entry()
    assert reading.entry(connection, "b" * 32) is None


def test_an_observation_is_read_back_as_it_was_written(connection: Connection) -> None:
    seen = Observation(
        file="a" * 32,
        state=State.DONE,
        digests=Digests(md5=b"m" * 16, sha1=b"s" * 20, sha256=b"t" * 32),
        type=FileType(mime="image/jpeg", mismatch=False),
        picture=Picture(
            width=4,
            height=3,
            pdq=b"p" * 256,
            pdq_quality=77,
            phash=b"q" * 64,
            dhash=b"d" * 8,
            exif={"make": "Unreal"},
        ),
        hits=(RuleHit(namespace="a.yar", rule="r", spans=((1, 2),)),),
    )
    writer = Writer(connection)
    writer.write([entry(), seen])
    writer.flush()
    assert [repr(found) for found in reading.observations(connection, before=2)] == [repr(seen)]
    assert list(reading.observations(connection, before=1)) == []
    assert list(reading.pending(connection)) == []


def test_numbers_no_database_can_hold_become_unknown(connection: Connection) -> None:
    writer = Writer(connection)
    writer.write([entry(size=2**63, modified=-(2**70), runs=((2**65, 1),))])
    writer.flush()
    (found,) = reading.pending(connection)
    assert (found.size, found.modified) == (None, None)


def test_writing_the_same_entry_again_changes_nothing(connection: Connection) -> None:
    writer = Writer(connection)
    writer.write([entry(), entry()])
    writer.flush()
    assert len(list(reading.pending(connection))) == 1


def test_pending_entries_come_media_first_in_no_order_and_the_rest_in_disk_order(
    connection: Connection,
) -> None:
    writer = Writer(connection)
    wanted = [
        entry("1" * 32, path=b"/DCIM/Camera/a.jpg", runs=((900, 5),)),
        entry("4" * 32, path=b"/DCIM/Camera/b.jpg", runs=((100, 5),)),
        entry("0" * 32, path=b"/other/c.png", runs=((950, 5),)),
        entry("3" * 32, path=b"/DCIM/without-its-name", runs=((50, 5),)),
        entry("5" * 32, path=b"/system/lib.so", runs=((10, 5),)),
        entry("2" * 32, path=b"/system/lib2.so", runs=((20, 5),)),
    ]
    writer.write(reversed(wanted))
    writer.flush()
    assert [found.id for found in reading.pending(connection, batch=1)] == [e.id for e in wanted]


def test_what_was_examined_of_a_listing_cut_short_is_void_with_it(connection: Connection) -> None:
    writer = Writer(connection)
    writer.write_volume(0, Volume(source=0, ordinal=0, kind="ext4", offset=0))
    writer.write([entry(), Observation(file="a" * 32, state=State.DONE)])
    writer.forget_volume(0)
    writer.write([entry()])
    writer.flush()
    assert list(reading.observations(connection, before=9)) == []
    assert [found.id for found in reading.pending(connection)] == ["a" * 32]


def test_a_listing_cut_short_is_void(connection: Connection) -> None:
    writer = Writer(connection)
    writer.write_volume(0, Volume(source=0, ordinal=0, kind="ext4", offset=0))
    writer.write([entry(), entry("b" * 32, volume=1)])
    writer.forget_volume(0)
    writer.flush()
    assert [found.id for found in reading.pending(connection)] == ["b" * 32]


def test_members_are_examined_with_their_archive_not_by_themselves(
    connection: Connection,
) -> None:
    writer = Writer(connection)
    writer.write([entry(), entry("b" * 32, parent="a" * 32, origin=Origin.MEMBER)])
    writer.flush()
    assert [found.id for found in reading.pending(connection)] == ["a" * 32]


def test_what_an_interruption_cut_short_is_not_kept_by_halves(tmp_path: Path) -> None:
    connection = create(tmp_path / "x.exam")
    writer = Writer(connection)
    writer.write([entry()])
    writer.flush()
    writer.write([entry("b" * 32)])
    writer.close()
    from triage.exam.connection import open_for_reading

    again = open_for_reading(tmp_path / "x.exam")
    assert [found.id for found in reading.pending(again)] == ["a" * 32]
    again.close()


def test_what_others_wait_for_is_committed_sooner(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("triage.exam.writing.time.monotonic", lambda: now[0])
    writer = Writer(connection)
    writer.write([entry()])
    writer.hurry()
    writer.flush_if_due()
    assert connection.in_transaction
    now[0] += 1.5 * HURRY_SECONDS
    writer.flush_if_due()
    assert not connection.in_transaction
    writer.write([entry("b" * 32)])
    now[0] += 1.5 * HURRY_SECONDS
    writer.flush_if_due()
    assert connection.in_transaction

"""A file of a folder is examined on a node only where it is the one the supervisor saw."""

import os
from pathlib import Path

import pytest

from triage.cluster.given import described, open_given, open_same
from triage.content import Unexamined
from triage.jobs import DigestSource, Glance, Inspect
from triage.opened import OpenSources
from triage.records import Entry, Kind, Origin, Volume, encode


def job(path: bytes) -> bytes:
    entry = Entry(source=0, volume=0, path=path, origin=Origin.FILE, kind=Kind.FILE, size=3)
    volume = Volume(source=0, ordinal=0, kind="folder")
    return encode(Inspect(entry=entry, volume=volume, given=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a").write_bytes(b"abc")
    return folder


def test_the_same_file_is_opened_where_it_is(folder: Path) -> None:
    with OpenSources([folder]) as sources:
        ours = open_given(job(b"/sub/a"), sources)
        theirs = open_same(job(b"/sub/a"), described(ours), sources)
        assert os.pread(theirs, 9, 0) == b"abc"
        os.close(ours)
        os.close(theirs)


def test_a_file_of_another_size_or_time_is_refused(folder: Path) -> None:
    with OpenSources([folder]) as sources:
        ours = open_given(job(b"/sub/a"), sources)
        seen = described(ours)
        os.close(ours)
        os.utime(folder / "sub" / "a", (1, 1))
        with pytest.raises(Unexamined, match="not the file that was listed"):
            open_same(job(b"/sub/a"), seen, sources)


def test_no_symbolic_link_is_followed_on_a_node_either(folder: Path) -> None:
    (folder / "link").symlink_to("sub")
    with OpenSources([folder]) as sources:
        for path in (b"/link/a", b"/../folder/sub/a", b"/none"):
            with pytest.raises(Unexamined):
                open_given(job(path), sources)


def test_a_glance_opens_the_one_file_it_is_about(folder: Path) -> None:
    entry = Entry(source=0, volume=0, path=b"/sub/a", origin=Origin.FILE, kind=Kind.FILE, size=3)
    volume = Volume(source=0, ordinal=0, kind="folder")
    with OpenSources([folder]) as sources:
        body = encode(Glance(entries=(entry,), volume=volume, given=True))
        descriptor = open_given(body, sources)
        assert os.pread(descriptor, 9, 0) == b"abc"
        os.close(descriptor)
        with pytest.raises(Unexamined):
            open_given(encode(Glance(entries=(entry, entry), volume=volume)), sources)


def test_only_the_examination_of_an_entry_opens_a_file(folder: Path) -> None:
    with OpenSources([folder]) as sources, pytest.raises(Unexamined):
        open_given(encode(DigestSource(source=0)), sources)

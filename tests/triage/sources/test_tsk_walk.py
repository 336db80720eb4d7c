"""What holds of every walk through the Sleuth Kit."""

import os
import time
from hashlib import md5
from pathlib import Path

import pytest

from tests.triage.sources import volumes
from tests.triage.sources.reading import assert_sound, read
from triage.reasons import Reason
from triage.records import Clock, Kind, Origin, State


@pytest.fixture(scope="module")
def ext4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ext4")
    return volumes.ext(folder / "image", "ext4", folder / "tree")


@pytest.fixture(scope="module")
def fat16(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fat16")
    return volumes.fat(folder / "image", 16, folder / "tree")


def test_two_walks_give_the_same_records_in_the_same_order(ext4: Path, fat16: Path) -> None:
    for image in (ext4, fat16):
        assert read(image) == read(image)


def test_live_entries_come_before_deleted_ones(fat16: Path) -> None:
    origins = [entry.origin for entry in read(fat16).entries]
    assert set(origins) == {Origin.FILE, Origin.DELETED}
    assert origins == sorted(origins, key=[Origin.FILE, Origin.DELETED].index)


def test_fat_times_do_not_shift_with_the_machines_zone(
    fat16: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {entry.id: entry.modified for entry in read(fat16).entries}
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert {entry.id: entry.modified for entry in read(fat16).entries} == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_fat_times_are_what_the_device_showed(tmp_path: Path) -> None:
    image = volumes.empty(tmp_path / "image", 2 << 20)
    volumes.tool("mkfs.vfat", "-F", "12", image)
    (tmp_path / "file").write_bytes(b"x")
    os.utime(tmp_path / "file", (0, 1_600_000_000))
    environment = {"env": {**os.environ, "TZ": "UTC"}}
    volumes.tool("mcopy", "-m", "-i", image, tmp_path / "file", "::FILE.TXT", **environment)
    entry = read(image).by_path()[b"/FILE.TXT"]
    assert entry.modified == 1_600_000_000_000_000_000
    assert (entry.changed, entry.clock) == (None, Clock.LOCAL_UNKNOWN)


def test_ext4_times_have_nanoseconds_and_reach_beyond_2038(tmp_path: Path, ext4: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(ext4.read_bytes())
    volumes.tool("debugfs", "-w", "-R", "set_inode_field long.txt mtime 1600000000", image)
    volumes.tool("debugfs", "-w", "-R", "set_inode_field long.txt mtime_extra 492", image)
    assert read(image).by_path()[b"/long.txt"].modified == 1_600_000_000_000_000_123


def test_runs_hold_the_content_of_every_file_but_its_holes(ext4: Path, fat16: Path) -> None:
    for image in (ext4, fat16):
        body = image.read_bytes()
        found = read(image)
        for entry in found.entries:
            if entry.state is not State.PENDING or entry.runs is None:
                continue
            stored = b"".join(body[offset : offset + length] for offset, length in entry.runs)
            if len(stored) == entry.size:
                assert found.digests[entry.id] == md5(stored).hexdigest()
            else:
                assert entry.path in (b"/hole",)


def test_directories_are_done_and_named_before_they_are_listed(ext4: Path) -> None:
    found = read(ext4)
    seen: set[bytes] = set()
    for entry in found.entries:
        parent = entry.path.rpartition(b"/")[0]
        assert not parent or parent in seen
        if entry.kind is Kind.DIRECTORY:
            assert entry.state is State.DONE
            seen.add(entry.path)


def test_a_deleted_fat_file_written_over_is_not_given_the_new_content(tmp_path: Path) -> None:
    image = volumes.empty(tmp_path / "image", 2 << 20)
    volumes.tool("mkfs.vfat", "-F", "12", "-s", "1", image)
    (tmp_path / "old").write_bytes(b"o" * 4000)
    (tmp_path / "new").write_bytes(b"n" * 600)
    volumes.tool("mmd", "-i", image, "::FOLDER")
    volumes.tool("mcopy", "-i", image, tmp_path / "old", "::FOLDER/OLD.BIN")
    volumes.tool("mdel", "-i", image, "::FOLDER/OLD.BIN")
    before = read(image)
    [old] = [entry for entry in before.entries if entry.origin is Origin.DELETED]
    assert before.digests[old.id] == md5(b"o" * 4000).hexdigest()
    volumes.tool("mcopy", "-i", image, tmp_path / "new", "::NEW.BIN")
    after = read(image)
    assert_sound(after)
    assert after.md5(b"/NEW.BIN") == md5(b"n" * 600).hexdigest()
    [old] = [entry for entry in after.entries if entry.origin is Origin.DELETED]
    assert (old.state, old.reason) == (State.SKIPPED, Reason.REALLOCATED)


def test_an_e01_of_an_image_gives_what_the_image_gives(tmp_path: Path, ext4: Path) -> None:
    command = ["ewfacquirestream", "-q", "-t", str(tmp_path / "copy"), "-S", "1048576"]
    with ext4.open("rb") as stream:
        volumes.tool(*command, stdin=stream)
    parts = sorted(path.name for path in tmp_path.glob("copy.E*"))
    assert parts
    assert read(tmp_path / parts[-1]) == read(ext4)


def test_evidence_is_not_changed_by_reading_it(tmp_path: Path, ext4: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(ext4.read_bytes())
    before = image.stat()
    read(image)
    after = image.stat()
    assert image.read_bytes() == ext4.read_bytes()
    assert (after.st_mtime_ns, after.st_atime_ns) >= (before.st_mtime_ns, before.st_atime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["image"]


def test_a_persons_own_folders_are_listed_before_the_system(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for folder in ("aaa/bin", "data/media/0/DCIM", "data/zzz", "zzz/lib"):
        (tree / folder).mkdir(parents=True)
        (tree / folder / "file").write_bytes(folder.encode())
    image = volumes.empty(tmp_path / "image", 4 << 20)
    volumes.tool("mke2fs", "-q", "-F", "-t", "ext4", "-d", tree, image)
    files = [entry.path for entry in read(image).entries if entry.path.endswith(b"/file")]
    assert files[0] == b"/data/media/0/DCIM/file"
    assert files[1] == b"/data/zzz/file"
    assert sorted(files[2:]) == [b"/aaa/bin/file", b"/zzz/lib/file"]

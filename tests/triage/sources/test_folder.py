import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from triage.content import Unexamined, chunks
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, State, Volume
from triage.sources import access_times
from triage.sources.folder import DescriptorContent, open_file, walk_folder

VOLUME = Volume(source=2, ordinal=0, kind="folder")
LONG_AGO = 1_000_000_000 * 10**9


@pytest.fixture
def in_memory() -> Iterator[int]:
    """A folder where making and removing 100,000 things is quick, if the machine has one."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        descriptor = os.open(name, os.O_RDONLY)
        yield descriptor
        os.close(descriptor)
        subprocess.run(["rm", "-rf", f"{name}/deep", f"{name}/wide"], check=True)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "evidence").mkdir()
    descriptor = os.open(tmp_path / "evidence", os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


@pytest.fixture
def folder(tmp_path: Path, root: int) -> Path:
    del root
    return tmp_path / "evidence"


def walked(root: int) -> tuple[dict[bytes, Entry], list[Gap]]:
    found = list(walk_folder(root, 2, VOLUME, 5))
    entries = [each for each in found if isinstance(each, Entry)]
    by_path = {entry.path: entry for entry in entries}
    assert len(by_path) == len(entries)
    return by_path, [each for each in found if isinstance(each, Gap)]


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - as find would


def content_of(root: int, path: bytes) -> bytes:
    descriptor = open_file(root, path)
    try:
        return b"".join(chunks(DescriptorContent(descriptor, os.fstat(descriptor).st_size)))
    finally:
        os.close(descriptor)


def test_every_file_and_folder_is_an_entry(folder: Path, root: int) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "photo.jpg").write_bytes(b"x" * 10)
    (folder / "note.txt").write_bytes(b"")
    entries, gaps = walked(root)
    assert gaps == []
    assert {path: (e.kind, e.size, e.state) for path, e in entries.items()} == {
        b"/a": (Kind.DIRECTORY, None, State.DONE),
        b"/a/b": (Kind.DIRECTORY, None, State.DONE),
        b"/a/b/photo.jpg": (Kind.FILE, 10, State.PENDING),
        b"/note.txt": (Kind.FILE, 0, State.PENDING),
    }
    assert {(e.source, e.volume, e.inode) for e in entries.values()} == {(2, 5, None)}
    assert content_of(root, b"/a/b/photo.jpg") == b"x" * 10


def test_a_copy_of_the_folder_has_the_same_ids(folder: Path, root: int, tmp_path: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "b").write_bytes(b"1")
    subprocess.run(["cp", "-r", folder, tmp_path / "copy"], check=True)
    copy = os.open(tmp_path / "copy", os.O_RDONLY)
    assert {e.id for e in walked(copy)[0].values()} == {e.id for e in walked(root)[0].values()}
    os.close(copy)


def test_a_walk_leaves_listing_and_access_times_as_they_were(folder: Path, root: int) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "b").write_bytes(b"1")
    everything = [folder, folder / "a", folder / "a" / "b"]
    for path in everything:
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    before = [path.stat() for path in everything]
    entries, _ = walked(root)
    assert content_of(root, b"/a/b") == b"1"
    assert [path.stat() for path in everything] == before
    assert entries[b"/a/b"].accessed == LONG_AGO
    assert entries[b"/a"].accessed == LONG_AGO
    assert sorted(path.name for path in folder.rglob("*")) == ["a", "b"]


def test_access_times_that_reading_would_move_are_null(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").write_bytes(b"1")
    monkeypatch.setattr(access_times, "UNMOVED", 0)
    monkeypatch.setattr(access_times, "_owns_all", lambda: False)
    monkeypatch.setattr(os, "geteuid", lambda: (folder / "a").stat().st_uid + 1)
    entries, _ = walked(root)
    assert entries[b"/a"].accessed is None
    assert entries[b"/a"].modified is not None


def test_a_file_whose_owner_forbids_it_is_opened_without_noatime(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").write_bytes(b"1")
    opened = os.open

    def refusing(name: bytes, flags: int, *, dir_fd: int) -> int:
        if flags & os.O_NOATIME:
            raise PermissionError
        return opened(name, flags, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refusing)
    assert content_of(root, b"/a") == b"1"


def test_a_tree_3000_deep_is_walked_with_few_descriptors(in_memory: int) -> None:
    depth = 3000
    descriptor = os.dup(in_memory)
    for level in range(depth):
        os.mkdir("deep", dir_fd=descriptor)
        if level % 500 == 1:
            os.mkdir("later", dir_fd=descriptor)
        below = os.open("deep", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    bottom = os.open("bottom", os.O_WRONLY | os.O_CREAT, dir_fd=descriptor)
    os.write(bottom, b"found")
    os.close(bottom)
    os.close(descriptor)
    before = open_descriptors()
    most = 0
    count = 0
    for _ in walk_folder(in_memory, 2, VOLUME, 5):
        count += 1
        most = max(most, open_descriptors()) if count % 500 == 0 else most
    assert count == depth + 6 + 1
    assert most - before < 80
    assert content_of(in_memory, b"/deep" * depth + b"/bottom") == b"found"
    assert open_descriptors() == before


def test_names_that_are_no_text_are_kept_as_bytes(folder: Path, root: int) -> None:
    names = [b"\xff\xfe", b"new\nline", b"<script>", "é".encode(), b"n" * 255]
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    entries, _ = walked(root)
    assert set(entries) == {b"/" + name for name in names}
    for name in names:
        assert content_of(root, b"/" + name) == name


def test_a_file_with_several_names_is_one_entry(folder: Path, root: int) -> None:
    (folder / "z").mkdir()
    (folder / "b").write_bytes(b"1")
    os.link(folder / "b", folder / "z" / "c")
    os.link(folder / "b", folder / "a")
    entries, _ = walked(root)
    assert set(entries) == {b"/a", b"/z"}
    assert entries[b"/a"].names == (b"/a", b"/b", b"/z/c")
    assert entries[b"/z"].names == ()


def test_a_second_name_outside_the_folder_is_not_told(folder: Path, root: int) -> None:
    (folder / "a").write_bytes(b"1")
    os.link(folder / "a", folder.parent / "outside")
    assert walked(root)[0][b"/a"].names == ()


def test_links_are_entries_and_are_not_followed(folder: Path, root: int) -> None:
    (folder.parent / "secret").write_bytes(b"outside")
    (folder / "link").symlink_to(folder.parent / "secret")
    (folder / "up").symlink_to(folder.parent)
    (folder / "loop").symlink_to(folder)
    entries, gaps = walked(root)
    assert {(e.kind, e.state) for e in entries.values()} == {(Kind.SYMLINK, State.DONE)}
    assert len(entries) == 3
    assert gaps == []
    for path in (b"/link", b"/up/secret"):
        with pytest.raises(Unexamined):
            open_file(root, path)


def test_pipes_sockets_and_devices_are_never_opened(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(folder)
        listener.bind("socket")
        entries, _ = walked(root)
        assert entries[b"/pipe"].kind is Kind.FIFO
        assert entries[b"/socket"].kind is Kind.SOCKET
        assert {e.state for e in entries.values()} == {State.DONE}
        for path in entries:
            with pytest.raises(Unexamined):
                open_file(root, path)


@pytest.mark.parametrize(
    "path", [b"/", b"", b"/../x", b"/a/../a", b"/./a", b"//a", b"/a\0", b"/gone"]
)
def test_a_path_that_no_walk_gives_is_refused(folder: Path, root: int, path: bytes) -> None:
    (folder / "a").write_bytes(b"1")
    (folder.parent / "x").write_bytes(b"1")
    before = open_descriptors()
    with pytest.raises(Unexamined) as failure:
        open_file(root, path)
    assert failure.value.reason is Reason.UNREADABLE
    assert open_descriptors() == before


def test_a_directory_that_cannot_be_listed_is_a_gap(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "shut").mkdir()
    (folder / "a").write_bytes(b"1")
    monkeypatch.setattr(os, "scandir", _refuse(os.scandir, (folder / "shut").stat().st_ino))
    entries, gaps = walked(root)
    assert set(entries) == {b"/shut", b"/a"}
    assert [(gap.path, gap.reason, gap.detail) for gap in gaps] == [
        (b"/shut", Reason.UNREADABLE, "cannot be listed: EACCES")
    ]


def _refuse(real: Callable[[int], object], inode: int) -> Callable[[int], object]:
    def scandir(descriptor: int) -> object:
        if os.fstat(descriptor).st_ino == inode:
            raise PermissionError(13, "Permission denied")
        return real(descriptor)

    return scandir


def test_a_directory_of_another_device_is_not_entered(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mount" / "inside").mkdir(parents=True)
    real, inode = os.stat, (folder / "mount").stat().st_ino

    def elsewhere(*args: object, **options: object) -> os.stat_result:
        status = real(*args, **options)  # type: ignore[arg-type]
        fields = list(status)
        fields[2] += status.st_ino == inode
        return os.stat_result(fields, {"st_atime_ns": 0, "st_mtime_ns": 0, "st_ctime_ns": 0})

    monkeypatch.setattr(os, "stat", elsewhere)
    entries, gaps = walked(root)
    assert set(entries) == {b"/mount"}
    assert [(gap.path, gap.reason) for gap in gaps] == [(b"/mount", Reason.UNREADABLE)]


def test_a_directory_met_twice_is_listed_once(
    folder: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").mkdir()
    real = os.stat
    monkeypatch.setattr(
        os, "stat", lambda *args, **options: real(folder) if options else real(*args)
    )
    entries, gaps = walked(root)
    assert set(entries) == {b"/a"}
    assert [gap.reason for gap in gaps] == [Reason.LISTING_LOOP]


def test_a_file_that_shrinks_while_it_is_read_is_noticed(folder: Path, root: int) -> None:
    (folder / "a").write_bytes(b"x" * 1000)
    descriptor = open_file(root, b"/a")
    content = DescriptorContent(descriptor, 1000)
    assert content.read(990, 100) == b"x" * 10
    os.truncate(folder / "a", 500)
    with pytest.raises(Unexamined) as failure:
        content.read(0, 1000)
    assert failure.value.reason is Reason.CHANGED_DURING_READING
    assert failure.value.detail == "it ended at byte 500 of 1000"
    os.close(descriptor)


def test_a_descriptor_that_cannot_be_read_is_a_gap_and_no_crash(root: int) -> None:
    with pytest.raises(Unexamined) as failure:
        DescriptorContent(root, 10).read(0, 10)
    assert failure.value.reason is Reason.UNREADABLE
    assert failure.value.detail == "read error (EISDIR) at byte 0"


def test_a_sparse_file_of_8_tib_is_an_ordinary_entry(folder: Path, root: int) -> None:
    try:
        with (folder / "sparse").open("wb") as out:
            out.truncate(8 << 40)
    except OSError:
        pytest.skip("this file system holds no file so large")
    assert walked(root)[0][b"/sparse"].size == 8 << 40


@pytest.mark.slow
def test_a_directory_of_100_000_entries_is_listed(in_memory: int) -> None:
    os.mkdir("wide", dir_fd=in_memory)
    wide = os.open("wide", os.O_RDONLY, dir_fd=in_memory)
    for number in range(100_000):
        os.mkdir(f"{number}", dir_fd=wide)
    os.close(wide)
    entries, gaps = walked(in_memory)
    assert (len(entries), gaps) == (100_001, [])


def test_the_evidence_folder_lists_as_find_lists_it(shared: Path) -> None:
    root = os.open(shared, os.O_RDONLY)
    entries, gaps = walked(root)
    os.close(root)
    expected = {b"/" + os.fsencode(path.relative_to(shared)) for path in shared.rglob("*")}
    assert {name for e in entries.values() for name in (e.names or (e.path,))} == expected
    assert gaps == []


def test_the_holes_of_a_sparse_file_are_told_apart_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(8 << 40)
        file.seek(1 << 30)
        file.write(b"x" * 4096)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        content = DescriptorContent(descriptor, 8 << 40)
        assert content.allocated_bytes == 4096
        assert content.read(1 << 30, 4) == b"xxxx"
    finally:
        os.close(descriptor)

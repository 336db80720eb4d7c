import random
from pathlib import Path

import pyfsapfs
import pytest

from tests.triage.sources import volumes
from tests.triage.sources.reading import assert_sound, read
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind
from triage.sources.apfs_walk import ApfsWalk
from triage.sources.provenance import Provenance


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    image = volumes.empty(tmp_path_factory.mktemp("apfs") / "apfs.img", 600 << 20)
    volumes.tool("mkapfs", "-L", "Vol", image)
    return image


def test_an_apfs_volume_is_found_and_walked(container: Path) -> None:
    found = read(container)
    assert_sound(found)
    assert [(v.kind, v.offset, v.ordinal, v.block_size) for v in found.volumes] == [
        ("apfs", 0, 0, 4096)
    ]
    assert Reason.DAMAGED not in found.reasons()


def test_an_encrypted_volume_is_a_named_gap(
    container: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Locked:
        def is_locked(self) -> bool:
            return True

    class Container:
        def open_file_object(self, _: object) -> None: ...

        def get_number_of_volumes(self) -> int:
            return 1

        def get_volume(self, _: int) -> Locked:
            return Locked()

    monkeypatch.setattr(pyfsapfs, "container", Container)
    found = read(container)
    assert found.volumes == []
    [gap] = [gap for gap in found.gaps if gap.reason is Reason.ENCRYPTED]
    assert gap.detail == "APFS volume 0: it is encrypted"


class File:
    """A file entry as libfsapfs shows it."""

    def __init__(self, identifier: int, name: str, mode: int, *inside: "File") -> None:
        self.identifier, self.name, self.file_mode = identifier, name, mode
        self.inside, self.links = inside, 1

    def get_identifier(self) -> int:
        return self.identifier

    def get_name(self) -> str:
        return self.name

    def get_size(self) -> int:
        return 10

    def get_number_of_links(self) -> int:
        return self.links

    def get_number_of_sub_file_entries(self) -> int:
        return len(self.inside)

    def get_sub_file_entry(self, number: int) -> "File":
        return self.inside[number]

    def _time(self) -> int:
        return 1_600_000_000_000_000_000

    get_modification_time_as_integer = get_access_time_as_integer = _time
    get_inode_change_time_as_integer = get_creation_time_as_integer = _time


class VolumeOf:
    """A volume as libfsapfs shows it."""

    def __init__(self, *files: File) -> None:
        self.files = {file.identifier: file for file in files}

    def get_root_directory(self) -> File:
        return self.files[2]

    def get_file_entry_by_identifier(self, identifier: int) -> File:
        if identifier not in self.files:
            raise OSError("no such entry")
        return self.files[identifier]


FILE, FOLDER, LINK = 0o100644, 0o040755, 0o120777


def walked(*files: File, skip: frozenset[str] = frozenset()) -> tuple[list[Entry], list[Gap]]:
    walk = ApfsWalk(VolumeOf(*files), Provenance(0, 4096, 2), ordinal=1)
    found = list(walk.entries(skip, lambda _: None))
    return (
        [record for record in found if isinstance(record, Entry)],
        [record for record in found if isinstance(record, Gap)],
    )


def test_entries_carry_the_volumes_ordinal() -> None:
    photo = File(20, "photo.heic", FILE)
    entries, gaps = walked(File(2, "root", FOLDER, photo, File(21, "link", LINK)), photo)
    assert gaps == []
    assert [(e.path, e.inode, e.kind) for e in entries] == [
        (b"/photo.heic", "1:20", Kind.FILE),
        (b"/link", "1:21", Kind.SYMLINK),
    ]
    assert entries[0].modified == 1_600_000_000_000_000_000


def test_a_hard_linked_apfs_file_is_one_entry() -> None:
    one, other = File(20, "b", FILE), File(20, "a", FILE)
    one.links = other.links = 2
    entries, _ = walked(File(2, "root", FOLDER, one, other))
    assert [(e.path, e.names) for e in entries] == [(b"/a", (b"/a", b"/b"))]


def test_an_apfs_directory_within_itself_is_listed_once() -> None:
    root = File(2, "root", FOLDER)
    folder = File(16, "folder", FOLDER, File(16, "again", FOLDER))
    root.inside = (folder,)
    entries, gaps = walked(root, folder)
    assert [e.path for e in entries] == [b"/folder", b"/folder/again"]
    assert [(g.path, g.reason) for g in gaps] == [(b"/folder/again", Reason.LISTING_LOOP)]


def test_a_skipped_or_unreadable_apfs_directory_is_a_gap() -> None:
    root = File(2, "root", FOLDER, File(16, "crashes", FOLDER), File(17, "broken", FOLDER))
    _, gaps = walked(root, skip=frozenset({"1:16"}))
    assert {(g.path, g.reason) for g in gaps} == {
        (b"/crashes", Reason.CRASHED),
        (b"/broken", Reason.DAMAGED),
    }


@pytest.mark.slow
def test_damaged_containers_end_as_gaps(container: Path, tmp_path: Path) -> None:
    body = container.read_bytes()[: 8 << 20]
    used = [at for at in range(0, len(body), 512) if body[at : at + 512].strip(b"\0")]
    for seed in range(20):
        chance = random.Random(seed)
        damaged = bytearray(body)
        for _ in range(1 + seed):
            damaged[chance.choice(used) + chance.randrange(512)] = chance.randrange(256)
        copy = tmp_path / f"{seed}.img"
        copy.write_bytes(damaged)
        found = read(copy)
        assert_sound(found)
        assert found.gaps

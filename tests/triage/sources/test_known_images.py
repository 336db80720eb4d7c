"""Images whose content others have published."""

from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.triage.sources.reading import Read, assert_sound, digest, read, unpack
from tests.triage.sources.sleuthkit import needs_sleuthkit
from tests.triage.sources.test_sleuthkit_agrees import assert_agrees
from triage.reasons import Reason
from triage.records import Clock, Kind, Origin, State
from triage.sources.medium import open_medium
from triage.sources.opening import open_source

PASSWORDS = "39cb097008d17660abd0539891a672af"


@pytest.fixture
def images(shared: Path) -> Path:
    return shared / "images"


def read_packed(packed: Path, folder: Path) -> Read:
    found = read(unpack(packed, folder))
    assert_sound(found)
    return found


def dfxml_digests(report: Path) -> dict[str, str]:
    """Name to MD5 of every file in a DFXML report."""
    space = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"
    digests = {}
    for file in ElementTree.parse(report).iter(f"{space}fileobject"):
        name = file.findtext(f"{space}filename")
        value = file.findtext(f"{space}hashdigest[@type='md5']")
        if name and value and not name.endswith("."):
            digests["/" + name] = value
    return digests


@pytest.mark.parametrize("name", ["image.dd", "image.E01"])
def test_raw_and_e01_give_the_published_digests(images: Path, name: str) -> None:
    found = read(images / name)
    assert_sound(found)
    expected = dfxml_digests(images / "image_dd.xml")
    assert expected
    for path, value in expected.items():
        entry = found.by_path()[path.encode()]
        if entry.kind is Kind.FILE and entry.state is State.PENDING:
            assert found.digests[entry.id] == value
    assert found.md5(b"/passwords.txt") == PASSWORDS


def test_the_same_medium_gives_the_same_ids_whatever_holds_it(images: Path) -> None:
    raw, ewf = read(images / "image.dd"), read(images / "image.E01")
    assert raw == ewf


def test_a_split_raw_image_is_found_from_any_part(images: Path, tmp_path: Path) -> None:
    first = unpack(images / "ext2.splitraw.000.gz", tmp_path)
    second = unpack(images / "ext2.splitraw.001.gz", tmp_path)
    found = read(first)
    assert found == read(second)
    assert {b"/a_directory/a_file", b"/a_directory/another_file", b"/a_link"} <= found.paths()
    assert found.md5(b"/passwords.txt") == PASSWORDS


def test_a_split_e01_holds_the_volume_of_an_extended_partition(images: Path) -> None:
    found = read(images / "image-split.E02")
    assert [(v.kind, v.offset) for v in found.volumes] == [("ext2", 352 * 512)]
    assert {gap.offset for gap in found.gaps} >= {0, 512}


def test_the_medium_has_the_digest_its_image_carries(images: Path) -> None:
    for name, value in [
        ("CFReDS001.E01", "e4f9afba18011f0b9015a9d74cd3c3ac"),
        ("nps-2010-emails.E01", "7dae50cec8163697415e69fd72387c01"),
        ("kml_samples.E01", "f66a2f65a303818ce5b531c89ad939e3"),
    ]:
        with open_source(images / name, 0) as source:
            medium = open_medium(source.plan)
            assert medium.stored_digests["md5"] == value
            assert digest(medium) == value


def test_a_deleted_name_in_cyrillic_whose_space_was_taken_is_not_given_another_files_content(
    images: Path,
) -> None:
    found = read(images / "CFReDS001.E01")
    assert_sound(found)
    deleted = found.by_path()["/закуски.txt".encode()]
    assert (deleted.origin, deleted.state) == (Origin.DELETED, State.SKIPPED)
    assert deleted.reason is Reason.REALLOCATED
    assert [volume.offset for volume in found.volumes] == [16128 * 512]


def test_every_path_of_the_fat12_image_is_listed(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "fat12.raw.gz", tmp_path)
    listing = (images / "fat12_full_test.txt").read_text("utf-8").splitlines()
    paths = {line.split("\t")[0].encode() for line in listing if line}
    assert len(paths) == 1025
    assert paths <= found.paths()


def as_utf8(path: bytes) -> bytes:
    """A path of the listing, one of which is in another encoding than the rest."""
    try:
        path.decode()
    except UnicodeDecodeError:
        return path.decode("cp1251").encode()
    return path


def test_every_path_of_the_exfat_image_is_listed(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "exfat_win.raw.gz", tmp_path)
    listing = (images / "exfat_win_stat.txt").read_bytes().splitlines()
    paths = {as_utf8(line.split(b"\t")[0]) for line in listing}
    assert len(paths) == 702
    assert paths <= found.paths()
    times = {as_utf8(line.split(b"\t")[0]): line.split(b"\t")[1].decode() for line in listing}
    moscow = timedelta(hours=3)
    for path, local in times.items():
        entry = found.by_path()[path]
        assert entry.clock is Clock.UTC
        shown = datetime.fromisoformat(local[:19]).replace(tzinfo=UTC) - moscow
        assert (entry.modified or 0) // 1_000_000_000 == int(shown.timestamp())


@pytest.mark.slow
def test_eleven_thousand_ext4_files_hold_their_own_names(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "test_disk1.bin.zst", tmp_path)
    digests = {entry.path: found.digests.get(entry.id) for entry in found.entries}
    for folder, count in ((b"/medium_dir/", 1000), (b"/big_dir/", 10_000)):
        for number in range(count):
            name = str(number).encode()
            assert digests[folder + name] == md5(name).hexdigest()
    assert digests[b"/small_file"] == md5(b"hello, world!").hexdigest()
    assert found.by_path()[b"/holes"].size == 10_240


def test_what_fscrypt_encrypted_is_reported_unreadable(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "test_disk1.bin.zst", tmp_path)
    within = [e for e in found.entries if e.path.startswith(b"/encrypted_dir")]
    assert [(e.kind, e.state) for e in within] == [
        (Kind.DIRECTORY, State.FAILED),
        (Kind.FILE, State.FAILED),
    ]
    assert {e.reason for e in within} == {Reason.ENCRYPTED}
    assert found.reasons()[Reason.ENCRYPTED] == 2
    assert all(e.id not in found.digests for e in within)


def test_hfs_plus_files_and_resource_forks_are_read(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "hfsplus.raw.gz", tmp_path)
    assert found.md5(b"/passwords.txt") == PASSWORDS
    fork = found.by_path()[b"/a_directory/a_resourcefork:rsrc"]
    assert fork.size == 17
    assert found.digests[fork.id] == md5(b"My resource fork\n").hexdigest()


def test_gpt_partitions_without_a_file_system_are_named(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "gpt-512-3p.raw.gz", tmp_path)
    assert found.volumes == []
    starts = {gap.offset for gap in found.gaps if "no file system" in gap.detail}
    assert starts == {34 * 512, 65 * 512, 129 * 512}


def test_both_ntfs_partitions_are_walked(images: Path) -> None:
    found = read(images / "imageformat_mmls_1.E01")
    assert_sound(found)
    offsets = [(volume.kind, volume.offset) for volume in found.volumes]
    assert offsets == [("ntfs", 128 * 512), ("ntfs", 55424 * 512)]
    assert {entry.volume for entry in found.entries} == {0, 1}


def test_what_a_deleted_fat_directory_held_is_found(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "fat_deleted_dir_2.raw.gz", tmp_path)
    deleted = [e for e in found.entries if e.origin is Origin.DELETED and e.kind is Kind.FILE]
    folders = {e.path.rpartition(b"/")[0] for e in deleted}
    assert len(deleted) == 252
    assert folders == {b"/_", b"/$OrphanFiles"}  # its second cluster has no name any more


def test_a_moved_fat_directory_is_listed_once_where_it_is_now(images: Path, tmp_path: Path) -> None:
    found = read_packed(images / "fat16_moved.raw.gz", tmp_path)
    assert b"/test/2/11/1.txt" in found.paths()
    assert not any(path.startswith(b"/test/1/_1/") for path in found.paths())
    [gap] = [gap for gap in found.gaps if gap.reason is Reason.LISTING_LOOP]
    assert gap.path == b"/test/1/_1"


def test_the_400_entries_of_a_deleted_exfat_directory_are_recovered(
    images: Path, tmp_path: Path
) -> None:
    found = read_packed(images / "exfat_orphan.raw.gz", tmp_path)
    recovered = {path for path in found.paths() if path.startswith(b"/test/")}
    assert recovered == {b"/test/%d.txt" % number for number in range(1, 401)}
    assert [gap.path for gap in found.gaps if gap.reason is Reason.DAMAGED] == [b"/test"]


@needs_sleuthkit
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("image.dd", 0),
        ("fat12.raw.gz", 0),
        ("fat_lfn_test.raw.gz", 0),
        ("exfat_win.raw.gz", 0),
        ("fat_deleted_dir_2.raw.gz", 0),
        ("hfsplus.raw.gz", 0),
        ("ntfs3.raw.gz", 0),
        ("nps-2010-emails.E01", 1),
        ("kml_samples.E01", 0),
    ],
)
def test_the_sleuth_kit_agrees_on_images_made_elsewhere(
    images: Path, tmp_path: Path, name: str, sector: int
) -> None:
    image = unpack(images / name, tmp_path)
    found = read(image)
    found.entries = [e for e in found.entries if not e.path.endswith(b":rsrc")]
    assert_agrees(found, image, sector=sector)

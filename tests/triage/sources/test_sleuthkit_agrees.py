"""The Sleuth Kit's own ``fls`` and ``icat`` list the same entries with the same content."""

from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import pytest

from tests.triage.sources import volumes
from tests.triage.sources.reading import Read, assert_sound, read
from tests.triage.sources.sleuthkit import fls, icat, listed, needs_sleuthkit, readable
from triage.records import Kind

pytestmark = needs_sleuthkit

MAKERS: dict[str, Callable[[Path, Path], Path]] = {
    "ext2": lambda image, folder: volumes.ext(image, "ext2", folder),
    "ext3": lambda image, folder: volumes.ext(image, "ext3", folder),
    "ext4": lambda image, folder: volumes.ext(image, "ext4", folder),
    "ext4-meta_bg": lambda i, folder: volumes.ext(i, "ext4", folder, "meta_bg,^resize_inode"),
    "fat12": lambda image, folder: volumes.fat(image, 12, folder),
    "fat16": lambda image, folder: volumes.fat(image, 16, folder),
    "fat32": lambda image, folder: volumes.fat(image, 32, folder),
    "exfat": volumes.exfat,
    "ntfs": volumes.ntfs,
    "iso9660": volumes.iso,
}


def assert_agrees(found: Read, *image: Path, sector: int = 0) -> None:
    assert listed(found.entries) == fls(*image, sector=sector)
    for entry in readable(found.entries):
        if entry.path.endswith(b"/$BadClus:$Bad"):
            continue  # icat writes nothing for a stream that is one hole
        ours = found.digests[entry.id]
        assert ours == icat(*image, inode=entry.inode or "", sector=sector), entry.path


@pytest.mark.parametrize("kind", MAKERS)
def test_a_volume_lists_and_reads_as_the_sleuth_kit_has_it(kind: str, tmp_path: Path) -> None:
    image = MAKERS[kind](tmp_path / "image", tmp_path / "tree")
    found = read(image)
    assert_sound(found)
    assert [volume.kind for volume in found.volumes] == [kind.partition("-")[0]]
    assert sum(entry.kind is Kind.FILE for entry in found.entries) > 8
    assert_agrees(found, image)


@pytest.mark.parametrize("kind", ["ext2", "ext3", "ext4", "fat16", "fat32", "ntfs", "exfat"])
def test_deleted_files_are_read_whole(kind: str, tmp_path: Path) -> None:
    found = read(MAKERS[kind](tmp_path / "image", tmp_path / "tree"))
    gone = {e.size: found.digests.get(e.id) for e in found.entries if e.allocated is False}
    body = {size: bytes([size // 3000]) * size for size in (6000, 12000)}

    for size, content in body.items():
        assert gone[size] == md5(content).hexdigest()


def test_content_kept_inside_an_inode_is_read(tmp_path: Path) -> None:
    image = volumes.ext(tmp_path / "image", "ext4", tmp_path / "tree", "inline_data")
    assert read(image).md5(b"/a folder/linked") == md5(b"tiny").hexdigest()

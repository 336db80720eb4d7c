import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from examples import ext4
from tests.examples.conftest import need

SIZE = 8 << 20


def folder_at(place: Path) -> Path:
    (place / "a folder" / "deeper").mkdir(parents=True)
    (place / "a folder" / "deeper" / 'a "quoted" name.txt').write_bytes(b"quoted\n")
    (place / "a folder" / "plain.bin").write_bytes(bytes(range(256)) * 64)
    (place / "gone.bin").write_bytes(b"gone" * 4096)
    (place / "rubbed out.bin").write_bytes(b"rubbed out" * 2048)
    return place


@pytest.fixture
def image(tmp_path: Path) -> Path:
    need("mke2fs")
    image = tmp_path / "x.img"
    ext4.format_image(image, SIZE)
    ext4.edit(image, ext4.copy_folder(folder_at(tmp_path / "tree")))
    return image


def content(image: Path, inode: int) -> bytes:
    words = [need("icat"), "-r", str(image), str(inode)]
    return subprocess.run(words, capture_output=True, check=True).stdout


def test_an_image_holds_the_folder_names_and_all(image: Path) -> None:
    inode = ext4.inode_of(image, '/a folder/deeper/a "quoted" name.txt')
    assert content(image, inode) == b"quoted\n"


def test_the_same_folder_gives_the_same_image(image: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.img"
    ext4.format_image(again, SIZE)
    ext4.edit(again, ext4.copy_folder(tmp_path / "tree"))
    assert sha256(again.read_bytes()).digest() == sha256(image.read_bytes()).digest()


def test_a_removed_file_can_be_recovered(image: Path) -> None:
    inode = ext4.inode_of(image, "/rubbed out.bin")
    ext4.delete(image, ["/rubbed out.bin"])
    assert content(image, inode) == b"rubbed out" * 2048


def test_a_file_deleted_as_a_kernel_does_leaves_its_name_and_no_content(image: Path) -> None:
    inode = ext4.inode_of(image, "/gone.bin")
    ext4.delete_as_a_kernel_does(image, ["/gone.bin"])
    listed = subprocess.run(
        [need("fls"), "-rp", str(image)], capture_output=True, check=True, text=True
    ).stdout
    assert f"r/r * {inode}:\tgone.bin" in listed
    assert content(image, inode) == b""


def test_an_image_with_deleted_files_is_sound(image: Path) -> None:
    ext4.delete(image, ["/rubbed out.bin"])
    ext4.delete_as_a_kernel_does(image, ["/gone.bin"])
    checked = subprocess.run(
        [need("e2fsck"), "-fn", str(image)], capture_output=True, check=False, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_a_refused_command_is_not_passed_over(image: Path) -> None:
    with pytest.raises(ext4.ImageNotWritten, match="not found"):
        ext4.edit(image, ["rm /absent"])


def test_a_path_that_is_not_there_has_no_inode(image: Path) -> None:
    with pytest.raises(ext4.ImageNotWritten, match="absent"):
        ext4.inode_of(image, "/absent")

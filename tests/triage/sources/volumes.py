"""Images with live and deleted files, made with the usual tools; skipped where one is missing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MIB = 1 << 20


def tool(*command: str | Path, **options: object) -> None:
    """Run a tool, skipping the test where it is not installed."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"needs {command[0]}")
    subprocess.run(command, check=True, capture_output=True, **options)  # type: ignore[call-overload]


def empty(image: Path, size: int) -> Path:
    with image.open("wb") as file:
        file.truncate(size)
    return image


def tree(folder: Path) -> Path:
    """Files of many shapes: empty, tiny, long, with a hole, linked, in folders, oddly named."""
    folder.mkdir(parents=True)
    (folder / "empty").write_bytes(b"")
    (folder / "tiny").write_bytes(b"tiny")
    (folder / "long.txt").write_bytes(b"".join(b"%d\n" % n for n in range(60_000)))
    inner = folder / "a folder" / "deep" / "deeper"
    inner.mkdir(parents=True)
    (inner / "Grüße.txt").write_text("hello")
    (folder / "a folder" / "more").write_bytes(os.urandom(70_000))
    for number in range(6):
        (folder / f"gone{number}.bin").write_bytes(bytes([number]) * (3000 * number))
    with (folder / "hole").open("wb") as file:
        file.write(b"start")
        file.seek(MIB)
        file.write(b"end")
    return folder


GONE = ("gone0.bin", "gone2.bin", "gone4.bin")


def ext(image: Path, kind: str, folder: Path, options: str = "") -> Path:
    """Formatted by ``mke2fs -d``, three files deleted by ``debugfs``, which keeps their runs."""
    source = tree(folder)
    os.link(source / "tiny", source / "a folder" / "linked")
    (source / "link").symlink_to("tiny")
    features = ["-O", options] if options else []
    tool("mke2fs", "-q", "-t", kind, *features, "-d", source, image, "16M")
    for name in GONE:
        tool("debugfs", "-w", "-R", f"rm {name}", image)
    return image


def fat(image: Path, bits: int, folder: Path) -> Path:
    """Filled by ``mcopy``, three files and a folder deleted by ``mdel`` and ``mdeltree``."""
    source = tree(folder)
    empty(image, {12: 2, 16: 16, 32: 40}[bits] * MIB)
    tool("mkfs.vfat", "-F", str(bits), "-n", "VOLUME", image)
    for item in sorted(source.iterdir()):
        tool("mcopy", "-s", "-i", image, item, "::")
    for name in GONE:
        tool("mdel", "-i", image, f"::{name}")
    if bits > 12:
        tool("mdeltree", "-i", image, "::a folder/deep")
    return image


@contextmanager
def mounted(image: Path, mount: Path, *command: str) -> Iterator[Path]:
    """The image mounted by ``command``; skipped where that is not allowed here."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    mount.mkdir()
    done = subprocess.run([*command, image, mount], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount with {command[0]} here")
    try:
        yield mount
    finally:
        subprocess.run(["umount", mount], check=True)


@contextmanager
def looped(image: Path, *options: str) -> Iterator[Path]:
    """The image as a loop device; skipped where that is not allowed here."""
    if shutil.which("losetup") is None:
        pytest.skip("needs losetup")
    command = ["losetup", "--find", "--show", *options, str(image)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.skip("no loop devices here")
    device = Path(done.stdout.strip())
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


def ntfs(image: Path, folder: Path) -> Path:
    """Filled through ``ntfs-3g``, with an alternate data stream and a compressed folder."""
    source = tree(folder)
    tool("mkfs.ntfs", "-q", "-F", empty(image, 32 * MIB))
    with mounted(image, folder.with_name("mount"), "ntfs-3g") as mount:
        shutil.copytree(source, mount, dirs_exist_ok=True)
        (mount / "tiny:stream").write_bytes(b"in the stream")
        os.link(mount / "tiny", mount / "a folder" / "linked")
    with mounted(image, folder.with_name("again"), "ntfs-3g") as mount:
        for name in GONE:
            (mount / name).unlink()
    return image


def exfat(image: Path, folder: Path) -> Path:
    """Filled through ``mount.exfat-fuse``, three files deleted."""
    source = tree(folder)
    tool("mkfs.exfat", empty(image, 32 * MIB))
    mount = folder.with_name("mount")
    with looped(image) as device, mounted(device, mount, "mount.exfat-fuse"):
        shutil.copytree(source, mount, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for name in GONE:
            (mount / name).unlink()
    return image


def iso(image: Path, folder: Path) -> Path:
    """Written by ``genisoimage`` with Rock Ridge and Joliet names."""
    tool("genisoimage", "-quiet", "-R", "-J", "-o", image, tree(folder))
    return image

"""Images on which files were deleted in every way that leaves no name to follow."""

import subprocess
from pathlib import Path

from examples import ext4
from tests.triage.carving.samples import samples
from tests.triage.little_phone import picture
from tests.triage.sources.volumes import empty, tool

MIB = 1 << 20


def without_holes() -> list[bytes]:
    """The samples that no tool would write with holes, as debugfs does for blocks of zeros."""
    return [body for name, body in samples().values() if name != "sqlite"]


def ext(folder: Path) -> Path:
    """Samples deleted as Linux does on ext4, among files that stay."""
    tree = folder / "tree"
    (tree / "DCIM").mkdir(parents=True)
    bodies = {f"/DCIM/{number:02}.bin": body for number, body in enumerate(without_holes())}
    for number, (name, body) in enumerate(bodies.items()):
        (tree / name[1:]).write_bytes(body)
        (tree / f"{name[1:]}.kept.jpg").write_bytes(picture(number))
    image = folder / "deleted.img"
    ext4.format_image(image, 24 * MIB)
    ext4.edit(image, ext4.copy_folder(tree))
    ext4.delete_as_a_kernel_does(image, bodies)
    return image


def fat(folder: Path, contents: dict[str, bytes]) -> Path:
    """A FAT16 volume with these files in its root; skips where mtools are missing."""
    image = empty(folder / "fat.img", 16 * MIB)
    tool("mkfs.vfat", "-F", "16", "-s", "8", "-n", "VOLUME", image)
    for name, body in contents.items():
        source = folder / name
        source.write_bytes(body)
        tool("mcopy", "-i", image, source, "::")
    return image


def without_entry(image: Path, name: str) -> None:
    """Delete a file of a FAT volume and wipe its directory entry to the last byte."""
    short = name.upper().split(".")
    wanted = short[0].ljust(8).encode() + short[1].ljust(3).encode()
    body = bytearray(image.read_bytes())
    at = body.index(wanted)
    subprocess.run(["mdel", "-i", str(image), f"::{name}"], check=True, capture_output=True)
    body = bytearray(image.read_bytes())
    body[at : at + 32] = b"\xe5" + bytes(31)
    image.write_bytes(body)

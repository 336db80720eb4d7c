"""Make the canaries anew: ``python -m triage.sources.canary_data.make``.

Needs e2fsprogs, dosfstools, mtools, genisoimage, apfsprogs and ewf-tools. Each file holds, as
compressed MessagePack, an image's size and those of its 512-byte sectors that are not all zero.
"""

import os
import subprocess
import tempfile
import zlib
from pathlib import Path

import msgspec

from triage.sources.canaries import CONTENT, NAME, SECTOR

_CLOCK = "1772352000"
_UUID = "00000000-0000-4000-8000-000000000001"
_EXT4 = ("-t", "ext4", "-b", "1024", "-O", "^has_journal,^resize_inode,^metadata_csum")
_SAME = ("-U", _UUID, "-E", f"hash_seed={_UUID},root_owner=0:0", "-N", "16", "-m", "0")
_SIZES = {"ext4": 128 << 10, "fat12": 64 << 10, "iso9660": 0, "apfs": 128 << 20}


def _tool(*words: str | Path) -> None:
    environment = {**os.environ, "E2FSPROGS_FAKE_TIME": _CLOCK, "SOURCE_DATE_EPOCH": _CLOCK}
    subprocess.run(list(map(str, words)), check=True, env=environment, capture_output=True)


def _images(folder: Path) -> None:
    tree = folder / "tree"
    tree.mkdir()
    file = tree / NAME
    file.write_bytes(CONTENT)
    os.utime(file, (int(_CLOCK), int(_CLOCK)))
    for name, size in _SIZES.items():
        with (folder / name).open("wb") as image:
            image.truncate(size)
    _tool("mke2fs", "-q", *_EXT4, *_SAME, "-d", tree, folder / "ext4")
    _tool("mkfs.vfat", "-F", "12", "-i", "12345678", "--invariant", folder / "fat12")
    _tool("mcopy", "-m", "-i", folder / "fat12", file, f"::{NAME}")
    _tool("genisoimage", "-quiet", "-R", "-o", folder / "iso9660", tree)
    _tool("mkapfs", "-U", _UUID, folder / "apfs")
    settings = ("-u", "-q", "-c", "fast:best", "-f", "encase6", "-b", "64", "-S", "1M")
    _tool("ewfacquire", *settings, "-t", folder / "ewf", folder / "ext4")
    (folder / "ewf.E01").rename(folder / "ewf")


def _packed(image: Path) -> bytes:
    sectors: dict[int, bytes] = {}
    with image.open("rb") as file:
        for offset in range(0, image.stat().st_size, SECTOR):
            sector = file.read(SECTOR)
            if any(sector):
                sectors[offset] = sector
    return zlib.compress(msgspec.msgpack.encode((image.stat().st_size, sectors)), 9)


def main() -> None:
    """Write every canary beside this file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _images(folder)
        for name in (*_SIZES, "ewf"):
            Path(__file__).with_name(f"{name}.canary").write_bytes(_packed(folder / name))


if __name__ == "__main__":
    main()

"""Build the demonstration phone: ``python -m examples.build_phone FOLDER``.

The folder gets ``phone.img`` (ext4, no privileges needed), the files it is examined with, and
``truth.json``: what an examination must find, leave alone and report as not examined.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from examples import ext4, sets
from examples.phone import DELETED, MEMBER, PhoneFile, files

SIZE = 96 << 20
"""Bytes of the image."""


def build(folder: Path) -> Path:
    """Build everything into ``folder`` and return the image's path.

    Files appear under their own names only once whole. Raises ``ext4.ImageNotWritten`` where
    e2fsprogs is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = list(files())
    sets.write(folder)
    image, unfinished = folder / "phone.img", folder / "phone.img.part"
    write_image(unfinished, contents)
    known = {**truth_of(contents), "carved": carved(unfinished, contents)}
    truth = json.dumps(known, indent=1, sort_keys=True)
    (folder / "truth.json").write_text(truth + "\n", "utf-8")
    unfinished.rename(image)
    return image


def write_image(image: Path, contents: Iterable[PhoneFile]) -> None:
    """An ext4 image that holds the files, the deleted ones deleted."""
    contents = list(contents)
    with tempfile.TemporaryDirectory() as tree:
        for file in contents:
            place = Path(tree) / file.path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
            os.utime(place, (file.when, file.when))
        ext4.format_image(image, SIZE)
        ext4.edit(image, ext4.copy_folder(Path(tree)))
    for how, delete in (("recoverable", ext4.delete), ("gone", ext4.delete_as_a_kernel_does)):
        delete(image, [file.path for file in contents if file.deleted == how], DELETED)


def truth_of(contents: Iterable[PhoneFile]) -> dict[str, object]:
    """What must be found (path to kinds), what must be a gap (path to reason), and the rest."""
    contents = list(contents)
    found = {file.path: list(file.kinds) for file in contents if file.kinds}
    return {
        "findings": {**found, MEMBER: ["exact", "perceptual"]},
        "gaps": {file.path: file.reason for file in contents if file.reason},
        "mismatched": [file.path for file in contents if file.mismatch],
        "dispositions": {file.path: file.disposition for file in contents if file.disposition},
        "deleted": {file.path: file.deleted for file in contents if file.deleted},
        "paths": sorted(file.path for file in contents),
    }


def carved(image: Path, contents: Iterable[PhoneFile]) -> dict[str, list[str]]:
    """What must be found where no name leads any more: path to kinds, by the place in the image."""
    with image.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as held:
        return {
            f"/$Unallocated/{held.find(file.content):#014x}.jpg": list(file.carved)
            for file in contents
            if file.carved
        }


if __name__ == "__main__":
    print(build(Path(sys.argv[1] if len(sys.argv) > 1 else "demo")))

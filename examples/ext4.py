"""Write ext4 images without mounting them, the same bytes every time, and delete files in them.

Needs ``mke2fs`` and ``debugfs`` (Debian package e2fsprogs); no privileges.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from skerry import SkerryError

UUID = "5c3a9e1e-0b57-4f6e-9d0a-51ea7e57da7a"
CLOCK = 1767225600
"""The clock while images are written, 2026-01-01 00:00:00 UTC in seconds since 1970."""

_EXTENT_HEADER = (0x0000F30A, 4)
"""An inode's empty extent tree: magic with no entries, then room for four at depth 0."""


class ImageNotWritten(SkerryError):
    """A tool is missing or refused a command."""


def format_image(image: Path, size: int, inodes: int | None = None) -> None:
    """Make an empty ext4 file system of ``size`` bytes (a sparse file)."""
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(size)
    options = f"hash_seed={UUID},root_owner=0:0,lazy_itable_init=0,nodiscard"
    room = ["-N", str(inodes)] if inodes else []
    fixed = ["-m", "0", "-U", UUID, "-E", options]
    _tool("mke2fs", "-q", "-F", "-t", "ext4", *fixed, *room, str(image))


def edit(image: Path, commands: Iterable[str], clock: int = CLOCK) -> None:
    """Carry out debugfs commands in an image, at ``clock`` seconds since 1970 UTC.

    Raises ``ImageNotWritten`` at any complaint.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".debugfs", encoding="utf-8") as script:
        script.writelines(f"{command}\n" for command in commands)
        script.flush()
        done = _tool("debugfs", "-w", "-f", script.name, str(image), clock=clock)
    complaints = done.stderr.splitlines()[1:]
    if complaints:
        raise ImageNotWritten(f"debugfs: {complaints[0]}")


def copy_folder(folder: Path, *, times: bool = True) -> Iterator[str]:
    """Commands that copy a folder, in order of name.

    Files keep their modification times; without ``times`` they get the clock's, in a quarter of
    the commands.
    """
    for place, folders, files in os.walk(folder):
        folders.sort()
        within = "/" + str(Path(place).relative_to(folder)).removeprefix(".")
        yield f"cd {quote(within)}"
        yield from (f"mkdir {quote(name)}" for name in folders)
        for name in sorted(files):
            file = Path(place) / name
            yield f"write {quote(str(file))} {quote(name)}"
            if times:
                yield from _times(name, int(file.stat().st_mtime))


def _times(name: str, seconds: int) -> Iterator[str]:
    yield from (f"sif {quote(name)} {field} @{seconds}" for field in ("mtime", "ctime", "crtime"))


def delete(image: Path, paths: Iterable[str], clock: int = CLOCK) -> None:
    """Delete files as ``debugfs rm`` does: inodes keep their extents, so content can be had."""
    edit(image, (f"rm {quote(path)}" for path in paths), clock)


def delete_as_a_kernel_does(image: Path, paths: Iterable[str], clock: int = CLOCK) -> None:
    """Delete files as Linux does on ext4: the name stays in the directory, the inode is emptied.

    After ``ext4_ext_truncate`` (fs/ext4/extents.c) an inode has size 0 and no extents; only its
    times and the bytes of its directory entry tell of it.
    """
    for path in paths:
        inode = f"<{inode_of(image, path)}>"
        magic, room = _EXTENT_HEADER
        words = [magic, room, *[0] * 10]
        edit(
            image,
            [
                f"rm {quote(path)}",
                *(f"sif {inode} {field} @{clock}" for field in ("mtime", "ctime")),
                f"sif {inode} size 0",
                f"sif {inode} blocks 0",
                *(f"sif {inode} block[{index}] {word}" for index, word in enumerate(words)),
                *(f"sif {inode} block[{name}] 0" for name in ("IND", "DIND", "TIND")),
            ],
            clock,
        )


def inode_of(image: Path, path: str) -> int:
    """The inode number of a path."""
    done = _tool("debugfs", "-R", f"stat {quote(path)}", str(image))
    for line in done.stdout.splitlines():
        if line.startswith("Inode:"):
            return int(line.split()[1])
    raise ImageNotWritten(f"{path} is not in {image}")


def quote(text: str) -> str:
    """A word as debugfs reads it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _tool(name: str, *arguments: str, clock: int = CLOCK) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    found = shutil.which(name, path=path)
    if found is None:
        raise ImageNotWritten(f"{name} is missing: install the Debian package e2fsprogs")
    setting = {"E2FSPROGS_FAKE_TIME": str(clock), "DEBUGFS_PAGER": "cat", "TZ": "UTC"}
    done = subprocess.run(
        [found, *arguments],
        env={**os.environ, **setting},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ImageNotWritten(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    return done

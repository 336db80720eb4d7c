"""Reading a folder without moving its access times, and saying which of them can be believed.

Sources: open(2), O_NOATIME: only the owner or a process with CAP_FOWNER may ask for it.
"""

import fcntl
import os
from pathlib import Path

CAP_FOWNER = 3
UNMOVED = os.ST_NOATIME | os.ST_RDONLY


def open_quietly(name: bytes, flags: int, parent: int) -> int:
    """A read-only descriptor of ``name`` in directory ``parent``, a symbolic link refused.

    The access time stays where that is permitted. Raises ``OSError``.
    """
    flags |= os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(name, flags | os.O_NOATIME, dir_fd=parent)
    except PermissionError:
        return os.open(name, flags, dir_fd=parent)


def keeps_access_time(descriptor: int) -> bool:
    """Whether reading through an open descriptor leaves the file's access time as it is."""
    asked = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_NOATIME
    return bool(asked or os.fstatvfs(descriptor).f_flag & UNMOVED)


class AccessTimes:
    """Which access times reading through ``open_quietly`` leaves as they are."""

    def __init__(self, descriptor: int) -> None:
        self._unmoved = bool(os.fstatvfs(descriptor).f_flag & UNMOVED) or _owns_all()
        self._user = os.geteuid()

    def of(self, status: os.stat_result) -> int | None:
        """Nanoseconds since 1970; null where a second run would see another time."""
        unmoved = self._unmoved or status.st_uid == self._user
        return status.st_atime_ns if unmoved else None


def _owns_all() -> bool:
    """Whether this process has CAP_FOWNER."""
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return False
    effective = next((line.split()[1] for line in lines if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> CAP_FOWNER & 1)

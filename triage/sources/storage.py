"""The storage that evidence lies on, which may go away while it is read, and come back.

What a failed read turns into depends on who asked: a decoder speaks of a damaged picture, a file
system of a directory it cannot list. So failures are counted here, where they happen.
"""

import errno
import os

GONE = frozenset(
    {
        errno.EIO,
        errno.ENXIO,
        errno.ENODEV,
        errno.ENOMEDIUM,
        errno.EREMOTEIO,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.ESHUTDOWN,
        errno.ECONNRESET,
        errno.ETIMEDOUT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.ENETUNREACH,
    }
)
"""Errors that tell of the storage and not of what is asked for (errno(3))."""


class Failures:
    """How often the storage failed this process."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, error: OSError) -> None:
        """Count an error on opening or listing, where it is the storage's."""
        if error.errno in GONE:
            self.count += 1


FAILURES = Failures()


def read_at(descriptor: int, length: int, offset: int) -> bytes:
    """Up to ``length`` bytes at ``offset``, where there were some when the file was opened.

    None are returned where the file ends before them now. Raises ``OSError``. Both are counted.
    """
    try:
        data = os.pread(descriptor, length, offset)
    except OSError:
        FAILURES.count += 1
        raise
    if not data:
        FAILURES.count += 1
    return data

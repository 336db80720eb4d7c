"""Alerts as lines of JSON, appended to a file or written to standard output."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from monitor.delivery.base import DeliveryError, Notice
from monitor.errors import MonitorError


class JsonLines:
    """A file that only grows. A line is whole or is not there: a torn last one is ended first."""

    def __init__(self, path: Path | None) -> None:
        self.name = "stdout" if path is None else f"file:{path.resolve()}"
        self._torn = False
        if path is None:
            self._descriptor, self._syncs = os.dup(1), False
            return
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._descriptor, self._syncs = os.open(path, flags, 0o600), True
            self._end_torn_line()
        except OSError as error:
            raise MonitorError(f"cannot write {path}: {error.strerror}") from None

    def _end_torn_line(self) -> None:
        size = os.fstat(self._descriptor).st_size
        if size and os.pread(self._descriptor, 1, size - 1) != b"\n":
            os.write(self._descriptor, b"\n")

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Append, and see it on the disk."""
        self.append(b"".join(msgspec.json.encode(notice.alert) + b"\n" for notice in notices))

    def append(self, lines: bytes) -> None:
        """Append whole lines, and see them on the disk; raises ``DeliveryError``."""
        try:
            if self._torn and self._syncs:
                self._end_torn_line()
            self._torn = True
            while lines:
                lines = lines[os.write(self._descriptor, lines) :]
            if self._syncs:
                os.fsync(self._descriptor)
            self._torn = False
        except OSError as error:
            raise DeliveryError(f"{self.name}: {error.strerror}") from None

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

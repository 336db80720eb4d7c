"""A folder as a source: listed and opened by the supervisor, its files read by the workers.

Nothing here parses content. Symbolic links are never followed, and what is not a regular file is
never opened.
"""

import errno
import os
import stat
from collections.abc import Iterator
from functools import cached_property

from triage.content import Unexamined
from triage.ids import stamp_entry, stamp_gap
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Origin, State, Volume
from triage.sources.access_times import AccessTimes, open_quietly
from triage.sources.descent import Descent, Place, path_of, place_of
from triage.sources.storage import FAILURES, read_at
from triage.sources.waiting import Waiting

KINDS = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFDIR: Kind.DIRECTORY,
    stat.S_IFLNK: Kind.SYMLINK,
    stat.S_IFIFO: Kind.FIFO,
    stat.S_IFSOCK: Kind.SOCKET,
    stat.S_IFCHR: Kind.DEVICE,
    stat.S_IFBLK: Kind.DEVICE,
}


def walk_folder(
    root_descriptor: int, source: int, volume: Volume, number: int
) -> Iterator[Entry | Gap]:
    """Every entry below the folder once, and a gap for each directory that could not be listed.

    The folders of a person's media come first. A file with several hard links is one entry with all
    its names, given at the end. Directories on other devices are gaps. ``accessed`` is null where
    reading would have changed it, so that a second run agrees.
    """
    return _FolderWalk(root_descriptor, source, volume, number).run()


def open_file(root_descriptor: int, path: bytes) -> int:
    """A descriptor, read-only, of the regular file at ``path`` (as in its entry).

    No symbolic link on the way is followed. Raises ``Unexamined`` where it is not a regular file
    any more or cannot be opened.
    """
    parts = path.removeprefix(b"/").split(b"/")
    if not all(parts) or not {b".", b".."}.isdisjoint(parts):
        raise Unexamined(Reason.UNREADABLE, "the path is not one of a walk")
    descent = Descent(root_descriptor)
    try:
        parent = descent.reach(place_of(parts[:-1]))
        return _open_regular(parent, parts[-1])
    except (OSError, ValueError) as error:
        detail = f"cannot be opened: {noted(error)}"
        raise Unexamined(Reason.UNREADABLE, detail) from error
    finally:
        descent.close()


def _open_regular(parent: int, name: bytes) -> int:
    """Looked at before it is opened, since opening a device may do something, and again after."""
    if stat.S_ISREG(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
        descriptor = open_quietly(name, os.O_NONBLOCK, parent)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    raise Unexamined(Reason.CHANGED_DURING_READING, "it is not a regular file any more")


def noted(error: OSError | ValueError) -> str:
    """The cause of an error on opening or listing, counted where it is the storage's."""
    if isinstance(error, OSError):
        FAILURES.note(error)
    return cause(error)


def cause(error: OSError | ValueError) -> str:
    """The error's name (``EACCES`` …), which is the same on every machine."""
    code = error.errno if isinstance(error, OSError) else None
    return errno.errorcode.get(code or 0, type(error).__name__)


class DescriptorContent:
    """The content of an open file, ``size`` bytes of it; reads move no file position.

    The descriptor stays the caller's to close.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size

    @property
    def size(self) -> int:
        """Length in bytes, as when the file was listed."""
        return self._size

    @cached_property
    def allocated_bytes(self) -> int:
        """Bytes that are stored, holes left out, as ``lseek`` tells them (lseek(2), SEEK_DATA)."""
        stored = position = 0
        try:
            while position < self._size:
                start = os.lseek(self._descriptor, position, os.SEEK_DATA)
                position = min(os.lseek(self._descriptor, start, os.SEEK_HOLE), self._size)
                stored += max(0, position - start)
        except OSError as error:
            # ENXIO: nothing but a hole follows; anything else: this file system cannot tell
            return stored if error.errno == errno.ENXIO else self._size
        return stored

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where the file has become shorter."""
        length = max(0, min(length, self._size - offset))
        pieces: list[bytes] = []
        got = 0
        while got < length:
            pieces.append(self._pread(length - got, offset + got))
            got += len(pieces[-1])
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _pread(self, length: int, offset: int) -> bytes:
        try:
            data = read_at(self._descriptor, length, offset)
        except OSError as error:
            detail = f"read error ({cause(error)}) at byte {offset}"
            raise Unexamined(Reason.UNREADABLE, detail) from error
        if not data:
            detail = f"it ended at byte {offset} of {self._size}"
            raise Unexamined(Reason.CHANGED_DURING_READING, detail)
        return data


class _FolderWalk:
    """One walk: the directories listed so far, and the files with several names met so far."""

    def __init__(self, root: int, source: int, volume: Volume, number: int) -> None:
        self._root = root
        self._source = source
        self._volume = volume
        self._number = number
        self._access = AccessTimes(root)
        status = os.fstat(root)
        self._device = status.st_dev
        self._listed = {status.st_ino}
        self._waiting = Waiting[Place]()
        self._linked: dict[tuple[int, int], tuple[os.stat_result, list[bytes]]] = {}

    def run(self) -> Iterator[Entry | Gap]:
        try:
            root = open_quietly(b".", os.O_DIRECTORY, self._root)
        except OSError as error:
            yield self._gap(b"/", Reason.UNREADABLE, f"cannot be listed: {noted(error)}")
            return
        descent = Descent(root)
        try:
            yield from self._list(descent, None)
            while (place := self._waiting.take()) is not None:
                yield from self._list(descent, place)
        finally:
            descent.close()
            os.close(root)
        for status, names in self._linked.values():
            yield self._entry(min(names), status, tuple(sorted(names)))

    def _list(self, descent: Descent, place: Place | None) -> Iterator[Entry | Gap]:
        """The entries of one directory; the directories among them wait to be listed."""
        where = path_of(place)
        below: list[tuple[Place, bytes]] = []
        try:
            descriptor = descent.reach(place)
            with os.scandir(descriptor) as listing:
                names = sorted(os.fsencode(found.name) for found in listing)
        except OSError as error:
            yield self._gap(where, Reason.UNREADABLE, f"cannot be listed: {noted(error)}")
            return
        for name in names:
            path = where.rstrip(b"/") + b"/" + name
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            except OSError as error:
                yield self._gap(path, Reason.UNREADABLE, f"cannot be looked at: {noted(error)}")
                continue
            if not stat.S_ISDIR(status.st_mode):
                yield from self._file(path, status)
                continue
            yield self._entry(path, status)
            obstacle = self._obstacle(path, status)
            if obstacle is not None:
                yield obstacle
            else:
                below.append((Place(place, name), path))
        for each, path in reversed(below):  # the last to wait is the first to be listed
            self._waiting.add(each, path)

    def _file(self, path: bytes, status: os.stat_result) -> Iterator[Entry]:
        if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
            identity = (status.st_dev, status.st_ino)
            self._linked.setdefault(identity, (status, []))[1].append(path)
        else:
            yield self._entry(path, status)

    def _obstacle(self, path: bytes, status: os.stat_result) -> Gap | None:
        """Why a directory is not entered, if it is not."""
        if status.st_dev != self._device:
            detail = "another device is mounted here; examine it as a source of its own"
            return self._gap(path, Reason.UNREADABLE, detail)
        if status.st_ino in self._listed:
            return self._gap(path, Reason.LISTING_LOOP, "")
        self._listed.add(status.st_ino)
        return None

    def _entry(self, path: bytes, status: os.stat_result, names: tuple[bytes, ...] = ()) -> Entry:
        kind = KINDS.get(stat.S_IFMT(status.st_mode), Kind.OTHER)
        entry = Entry(
            source=self._source,
            volume=self._number,
            path=path,
            origin=Origin.FILE,
            kind=kind,
            allocated=True,
            size=status.st_size if kind is Kind.FILE else None,
            names=names if len(names) > 1 else (),
            modified=status.st_mtime_ns,
            accessed=self._access.of(status),
            changed=status.st_ctime_ns,
            state=State.PENDING if kind is Kind.FILE else State.DONE,
        )
        return stamp_entry(entry, self._volume.offset)

    def _gap(self, path: bytes, reason: Reason, detail: str) -> Gap:
        gap = Gap(
            source=self._source,
            volume=self._number,
            path=path,
            stage="enumerate",
            reason=reason,
            detail=detail,
        )
        return stamp_gap(gap, self._volume.offset)

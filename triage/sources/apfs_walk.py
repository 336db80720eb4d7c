"""Walking an APFS volume without recursion."""

import stat
from collections.abc import Callable, Iterator

import pyfsapfs
from msgspec import Struct
from msgspec.structs import replace

from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Origin, State
from triage.sources.provenance import SETTLED, Provenance
from triage.sources.tsk_entries import component
from triage.sources.waiting import Waiting

APFS_ERRORS = (OSError, RuntimeError, SystemError, TypeError, ValueError, OverflowError)
"""What pyfsapfs raises for damaged evidence; ``MemoryError`` is let through."""

_KINDS = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFDIR: Kind.DIRECTORY,
    stat.S_IFLNK: Kind.SYMLINK,
    stat.S_IFCHR: Kind.DEVICE,
    stat.S_IFBLK: Kind.DEVICE,
    stat.S_IFIFO: Kind.FIFO,
    stat.S_IFSOCK: Kind.SOCKET,
}
_LARGEST = (1 << 63) - 1


class _Directory(Struct, frozen=True):
    identifier: int
    path: bytes


class ApfsWalk:
    """One walk over a volume; ``ordinal`` is the volume's number in its container."""

    def __init__(self, volume: pyfsapfs.volume, provenance: Provenance, ordinal: int) -> None:
        self._volume = volume
        self._provenance = provenance
        self._ordinal = ordinal
        self._listed: set[int] = set()
        self._waiting = Waiting[_Directory]()
        self._linked: dict[int, list[Entry]] = {}

    def entries(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """See ``triage.content.FileSystem.walk``; an address is ``ordinal:identifier``."""
        try:
            root = self._volume.get_root_directory()
            identifier = int(root.get_identifier())
        except APFS_ERRORS:
            yield self._gap(b"", Reason.DAMAGED, "the root directory cannot be read")
            return
        self._waiting.add(_Directory(identifier, b""), b"")
        while (directory := self._waiting.take()) is not None:
            yield from self._directory(directory, skip, place)
        for entries in self._linked.values():
            names = tuple(sorted({entry.path for entry in entries}))
            several = names if len(names) > 1 else ()
            yield from self._finish(replace(entries[0], path=names[0], names=several))

    def _directory(
        self, directory: _Directory, skip: frozenset[str], place: Callable[[str], None]
    ) -> Iterator[Entry | Gap]:
        address = f"{self._ordinal}:{directory.identifier}"
        if address in skip:
            detail = "directory listing crashed the parser"
            yield self._gap(directory.path, Reason.CRASHED, detail)
        elif directory.identifier in self._listed:
            detail = "this directory was listed before"
            yield self._gap(directory.path, Reason.LISTING_LOOP, detail)
        else:
            place(address)
            self._listed.add(directory.identifier)
            yield from self._children(directory)

    def _children(self, directory: _Directory) -> Iterator[Entry | Gap]:
        try:
            for file in self._files(directory.identifier):
                entry = self._entry(file, directory.path)
                if entry.kind is not Kind.DIRECTORY and int(file.get_number_of_links()) > 1:
                    self._linked.setdefault(int(file.get_identifier()), []).append(entry)
                else:
                    yield from self._finish(entry)
        except Unexamined as trouble:
            yield self._gap(directory.path, trouble.reason, trouble.detail)

    def _files(self, identifier: int) -> Iterator[pyfsapfs.file_entry]:
        try:
            directory = self._volume.get_file_entry_by_identifier(identifier)
            count = int(directory.get_number_of_sub_file_entries())
        except APFS_ERRORS as error:
            raise Unexamined(Reason.DAMAGED, "the directory cannot be listed") from error
        for number in range(count):
            try:
                yield directory.get_sub_file_entry(number)
            except APFS_ERRORS as error:
                detail = f"entry {number} of {count} cannot be read"
                raise Unexamined(Reason.DAMAGED, detail) from error

    def _entry(self, file: pyfsapfs.file_entry, parent: bytes) -> Entry:
        try:
            return self._described(file, parent)
        except APFS_ERRORS as error:
            detail = "the directory can be listed only in part"
            raise Unexamined(Reason.DAMAGED, detail) from error

    def _described(self, file: pyfsapfs.file_entry, parent: bytes) -> Entry:
        identifier = int(file.get_identifier())
        kind = _KINDS.get(stat.S_IFMT(int(file.file_mode)), Kind.OTHER)
        name = (file.get_name() or "").encode("utf-8", "surrogatepass")
        path = parent + b"/" + component(name)
        if kind is Kind.DIRECTORY:
            self._waiting.add(_Directory(identifier, path), path)
        size = int(file.get_size())
        return Entry(
            id="",
            source=self._provenance.source,
            volume=self._provenance.volume or 0,
            path=path,
            origin=Origin.FILE,
            kind=kind,
            inode=f"{self._ordinal}:{identifier}",
            allocated=True,
            size=size if size <= _LARGEST else None,
            modified=_time(file.get_modification_time_as_integer()),
            accessed=_time(file.get_access_time_as_integer()),
            changed=_time(file.get_inode_change_time_as_integer()),
            created=_time(file.get_creation_time_as_integer()),
            state=State.PENDING if kind is Kind.FILE else State.DONE,
        )

    def _finish(self, entry: Entry) -> Iterator[Entry | Gap]:
        entry = self._provenance.stamp(entry)
        yield entry
        if entry.state in SETTLED:
            yield self._provenance.entry_gap(entry, "")

    def _gap(self, path: bytes, reason: Reason, detail: str) -> Gap:
        return self._provenance.directory_gap(path, reason, detail)


def _time(nanoseconds: int) -> int | None:
    return nanoseconds if nanoseconds and abs(nanoseconds) <= _LARGEST else None

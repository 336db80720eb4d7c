"""Reading directories, inodes and streams of one volume through the Sleuth Kit."""

from collections.abc import Iterator

import pytsk3
from msgspec.structs import replace

from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.records import Kind
from triage.sources.exfat_entries import ENTRY_BYTES, LONGEST_DIRECTORY, named_entries
from triage.sources.exfat_times import in_utc
from triage.sources.ext import ENCRYPTED, ExtInodes
from triage.sources.ext_blocks import indirect_runs
from triage.sources.ext_trim import TrimmedInodes, is_mostly_hole, true_size
from triage.sources.tsk_image import TSK_ERRORS, kind_of, open_file_system
from triage.sources.tsk_node import Inode, Node, Stream, inode_of, node_of, streams_of

_NTFS_FILE_NAME = 48
_DOS_NAMESPACE = 2
_NAMESPACE_OFFSET = 65
_CLUSTER_HEAP = 88
"""Of ``ClusterHeapOffset``, in sectors, in exFAT's boot sector (section 3.1 of its document)."""
_FIRST_ENTRY = 3
"""The inode number the Sleuth Kit gives the first directory entry of a FAT volume."""
_EXT = ("ext2", "ext3", "ext4")


class TskReader:
    """The file system of this kind at the start of ``volume``.

    Raises ``Unexamined`` where it does not open.
    """

    def __init__(self, volume: Content, kind: str) -> None:
        self._volume = volume
        self._ext = _ext_inodes(volume) if kind in _EXT else None
        shown = TrimmedInodes(volume, self._ext) if self._ext else volume
        self.file_system = open_file_system(shown, kind)
        self.kind = kind_of(self.file_system)
        self.root = int(self.file_system.info.root_inum)

    def nodes(self, address: int) -> Iterator[Node]:
        """The entries of a directory, ``.`` and ``..`` among them.

        Raises ``Unexamined`` (DAMAGED) where the listing fails, after what came before.
        """
        try:
            directory = iter(self.file_system.open_dir(inode=address))
        except TSK_ERRORS as error:
            if self.kind == "exfat":
                yield from self._scattered(address)
            raise Unexamined(Reason.DAMAGED, "the directory cannot be listed") from error
        while True:
            try:
                file = next(directory, None)
            except TSK_ERRORS as error:
                detail = "the directory can be listed only in part"
                raise Unexamined(Reason.DAMAGED, detail) from error
            if file is None:
                return
            node = node_of(file)
            if node.inode is None and node.address and not node.name_allocated:
                yield self.adopted(node)
            else:
                yield self._complete(node, file)

    def _scattered(self, address: int) -> Iterator[Node]:
        """The entries of an exFAT directory whose cluster chain is lost, as if it were one piece.

        Raises ``Unexamined`` after them, which says so.
        """
        file = self.file(address)
        inode, first = inode_of(file), first_block(streams_of(file))
        if inode is None or first is None:
            return
        sector = int(self.file_system.info.block_size)
        data = self._volume.read(first * sector, min(inode.size or 0, LONGEST_DIRECTORY))
        base = (first * sector - self._cluster_heap()) // ENTRY_BYTES + _FIRST_ENTRY
        for entry in named_entries(data):
            kind = Kind.DIRECTORY if entry.directory else Kind.FILE
            yield self.adopted(Node(entry.name, kind, False, base + entry.number))
        detail = "its cluster chain is lost: it was listed as if it lay in one piece"
        raise Unexamined(Reason.DAMAGED, detail)

    def adopted(self, node: Node) -> Node:
        """A deleted name's node with the inode its address leads to, which pytsk3 leaves out.

        NTFS counts a record's uses: one more than the name knows is the deletion itself, yet more
        is another file's use, so that nothing is left of this one.
        """
        try:
            file = self.file(node.address)
        except Unexamined:
            return node
        inode = inode_of(file)
        if self.kind == "ntfs" and inode and not inode.allocated:
            reused = inode.sequence not in (node.sequence, node.sequence + 1)
            inode = None if reused else inode
        return self._complete(replace(node, inode=inode), file)

    def file(self, address: int) -> pytsk3.File:
        """The file at an inode; raises ``Unexamined`` (DAMAGED) where there is none."""
        try:
            return self.file_system.open_meta(inode=address)
        except TSK_ERRORS as error:
            raise Unexamined(Reason.DAMAGED, "its metadata cannot be read") from error

    def streams(
        self, file: pytsk3.File, address: int, inode: Inode | None
    ) -> tuple[Stream, ...] | None:
        """The streams of a file; null where they cannot be read."""
        if self._ext is None or inode is None or inode.kind is not Kind.FILE or inode.size:
            return streams_of(file)
        try:
            head = self._ext.raw(address)
            if not is_mostly_hole(head):
                return streams_of(file)
            runs = indirect_runs(self._volume, self._ext, address)
        except Unexamined:
            return None
        return (Stream(1, 0, None, true_size(head), 0, runs),)

    def first_block(self, address: int) -> int | None:
        """Where the data of a directory starts, in blocks; null where it is resident or unknown."""
        try:
            return first_block(streams_of(self.file(address)))
        except Unexamined:
            return None

    def _complete(self, node: Node, file: pytsk3.File) -> Node:
        inode = node.inode
        if inode is None or node.reallocated:
            return node
        streams = self.streams(file, node.address, inode)
        if self.kind == "exfat":
            inode = self._in_utc(inode, node.address)
        if self.kind == "ntfs" and inode.links > 1 and streams:
            inode = _without_dos_names(inode, file, streams)
        return replace(
            node, inode=inode, streams=streams, encrypted=self._is_encrypted(node.address)
        )

    def _in_utc(self, inode: Inode, address: int) -> Inode:
        """An exFAT file's times in UTC, where its directory entry tells their zones."""
        offset = self._cluster_heap() + (address - _FIRST_ENTRY) * ENTRY_BYTES
        try:
            times = in_utc(inode.times, self._volume.read(offset, ENTRY_BYTES))
        except Unexamined:
            return inode
        return replace(inode, times=times, zoned=True) if times else inode

    def _cluster_heap(self) -> int:
        """Where an exFAT volume's clusters begin, in bytes of the volume."""
        sectors = int.from_bytes(self._volume.read(_CLUSTER_HEAP, 4), "little")
        return sectors * int(self.file_system.info.block_size)

    def _is_encrypted(self, address: int) -> bool:
        if self._ext is None or not self._ext.superblock.may_hold_encrypted:
            return False
        try:
            return bool(self._ext.flags(address) & ENCRYPTED)
        except Unexamined:
            return False


def _ext_inodes(volume: Content) -> ExtInodes | None:
    """The inode table, null where the superblock is damaged in a way the Sleuth Kit forgives."""
    inodes = ExtInodes(volume)
    try:
        return inodes if inodes.superblock else None
    except Unexamined:
        return None


def _without_dos_names(inode: Inode, file: pytsk3.File, streams: tuple[Stream, ...]) -> Inode:
    """NTFS counts a file's 8.3 name as a link, though it names the same place.

    Layout: ``$FILE_NAME`` in libfsntfs' "New Technologies File System" document; the name space
    is the byte at 65.
    """
    names = [stream.id for stream in streams if stream.type == _NTFS_FILE_NAME]
    try:
        spaces = [
            file.read_random(_NAMESPACE_OFFSET, 1, _NTFS_FILE_NAME, number) for number in names
        ]
    except TSK_ERRORS:
        return inode
    return replace(inode, links=sum(space != bytes([_DOS_NAMESPACE]) for space in spaces))


def first_block(streams: tuple[Stream, ...] | None) -> int | None:
    """The address of the first stored block of the first stream that has one."""
    for stream in streams or ():
        for run in stream.runs or ():
            if not run.sparse:
                return run.address
    return None

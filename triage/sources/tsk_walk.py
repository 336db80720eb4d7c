"""Walking a file system without recursion: live directories, then deleted ones, then orphans.

Among the live ones those of a person's media come first.
"""

from collections.abc import Callable, Iterator

import msgspec
from msgspec.structs import replace

from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind
from triage.sources.addresses import AddressSet
from triage.sources.block_map import BlockMap
from triage.sources.deleted_files import DeletedFiles
from triage.sources.hard_links import HardLinks
from triage.sources.provenance import SETTLED
from triage.sources.tsk_entries import Draft, Layout, component, drafts
from triage.sources.tsk_node import Node
from triage.sources.tsk_reader import TskReader, first_block
from triage.sources.waiting import Waiting

LONGEST_PATH = 1 << 17
"""Directories whose path is longer, in bytes, are not entered; 3,000 levels of names fit."""


class Pending(msgspec.Struct, frozen=True):
    """A directory still to be listed. ``first`` is the address of its first block."""

    address: int
    path: bytes
    first: int | None
    deleted: bool = False
    orphans: bool = False


class TskWalk:
    """One walk over a volume."""

    def __init__(self, reader: TskReader, layout: Layout) -> None:
        self._reader = reader
        self._layout = layout
        self._provenance = layout.provenance
        self._live = Waiting[Pending]()
        self._deleted: list[Pending] = []
        self._orphans: list[Pending] = []
        self._listed: set[tuple[str, int]] = set()
        self._met = AddressSet()
        self._links = HardLinks()
        self._live_known = False
        self._blocks = BlockMap(layout.block_size, layout.end)
        self._gone = DeletedFiles(self._blocks)

    def entries(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """See ``triage.content.FileSystem.walk``."""
        root = self._reader.root
        self._live.add(Pending(root, b"", self._reader.first_block(root)), b"")
        while pending := self._live.take():
            yield from self._directory(pending, skip, place)
        yield from self._held_back()
        while pending := self._next():
            yield from self._directory(pending, skip, place)

    def _held_back(self) -> Iterator[Entry | Gap]:
        """What had to wait for all live directories: linked and deleted files."""
        for path, names, draft in self._links.drain():
            yield from self._finish(draft, path, names)
        self._live_known = True
        for draft, path in self._gone.drain():
            yield from self._finish(self._gone.judge(draft), path)

    def _next(self) -> Pending | None:
        for waiting in (self._deleted, self._orphans):
            if waiting:
                return waiting.pop()
        return None

    def _directory(
        self, pending: Pending, skip: frozenset[str], place: Callable[[str], None]
    ) -> Iterator[Entry | Gap]:
        if trouble := self._refusal(pending, skip):
            yield self._provenance.directory_gap(pending.path, *trouble)
            return
        place(str(pending.address))
        seen: set[tuple[bytes, int]] = set()
        try:
            for node in self._nodes(pending):
                if (node.name, node.address) not in seen:
                    seen.add((node.name, node.address))
                    yield from self._node(node, pending)
        except Unexamined as trouble_within:
            reason, detail = trouble_within.reason, trouble_within.detail
            yield self._provenance.directory_gap(pending.path, reason, detail)

    def _refusal(self, pending: Pending, skip: frozenset[str]) -> tuple[Reason, str] | None:
        if str(pending.address) in skip:
            return Reason.CRASHED, "directory listing crashed the parser"
        if len(pending.path) > LONGEST_PATH:
            return Reason.LIMIT_DEPTH, f"its path is longer than {LONGEST_PATH} bytes"
        keys = {("inode", pending.address)}
        if pending.first is not None:
            keys.add(("block", pending.first))
        if keys & self._listed:
            return Reason.LISTING_LOOP, "this directory's inode or first block was listed before"
        self._listed |= keys
        if pending.deleted and pending.first is not None and self._is_taken(pending.first):
            return Reason.REALLOCATED, "its space now belongs to another file"
        return None

    def _is_taken(self, block: int) -> bool:
        return self._gone.is_taken(self._layout.base + block * self._layout.block_size)

    def _nodes(self, pending: Pending) -> Iterator[Node]:
        """The nodes of a directory; raises ``Unexamined`` where its listing fails."""
        for node in self._reader.nodes(pending.address):
            repeated = pending.orphans and node.address in self._met
            if node.name not in (b".", b"..") and not repeated:
                yield node

    def _node(self, node: Node, parent: Pending) -> Iterator[Entry | Gap]:
        if node.address:
            self._met.add(node.address)
        path = parent.path + b"/" + component(node.name)
        if node.kind is Kind.DIRECTORY and node.inode and not node.reallocated:
            self._descend(node, path)
        linked = self._is_linked(node)
        if linked and self._links.add_name(node.address, path):
            return
        if node.name_allocated:
            self._blocks.add(self._layout.stored(node))
        for draft in drafts(node, self._layout):
            if linked:
                self._links.hold(node.address, draft)
            elif node.name_allocated or draft.entry.state in SETTLED:
                yield from self._finish(draft, path)
            elif self._live_known:
                yield from self._finish(self._gone.judge(draft), path)
            else:
                self._gone.hold(draft, path)

    def _descend(self, node: Node, path: bytes) -> None:
        pending = Pending(
            address=node.address,
            path=path,
            first=first_block(node.streams),
            deleted=not node.name_allocated,
            orphans=node.is_orphans,
        )
        if node.is_orphans:
            self._orphans.append(pending)
        elif node.name_allocated:
            self._live.add(pending, path)
        else:
            self._deleted.append(pending)

    @staticmethod
    def _is_linked(node: Node) -> bool:
        inode = node.inode
        return (
            inode is not None
            and inode.links > 1
            and node.name_allocated
            and inode.allocated
            and node.kind is not Kind.DIRECTORY
        )

    def _finish(
        self, draft: Draft, path: bytes, names: tuple[bytes, ...] = ()
    ) -> Iterator[Entry | Gap]:
        suffix = draft.entry.path
        every = tuple(name + suffix for name in names)
        entry = self._provenance.stamp(replace(draft.entry, path=path + suffix, names=every))
        yield entry
        if draft.detail:
            yield self._provenance.entry_gap(entry, draft.detail)

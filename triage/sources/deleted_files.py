"""Judging deleted files by whether live ones have taken their space."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from triage.reasons import Reason
from triage.records import State
from triage.sources.block_map import BlockMap
from triage.sources.tsk_entries import Draft

Runs = tuple[tuple[int, int], ...]


class DeletedFiles:
    """Deleted files met while the live ones are not all known, kept encoded until they are."""

    def __init__(self, live: BlockMap) -> None:
        self._live = live
        self._held: list[bytes] = []

    def hold(self, draft: Draft, path: bytes) -> None:
        """Keep a draft until ``drain``."""
        self._held.append(msgspec.msgpack.encode((draft, path)))

    def drain(self) -> Iterator[tuple[Draft, bytes]]:
        """Everything held, in the order it came, and no more of it kept."""
        held, self._held = self._held, []
        decoder = msgspec.msgpack.Decoder(tuple[Draft, bytes])
        yield from map(decoder.decode, held)

    def judge(self, draft: Draft) -> Draft:
        """The draft as it is, or settled as REALLOCATED where its first block is a live file's.

        Where only later blocks are, its ``detail`` says how many: the file is examined, but what
        is read is not all its own.
        """
        entry = draft.entry
        if entry.state is not State.PENDING or not entry.runs:
            return draft
        taken = self._live.overlap(entry.runs)
        if not taken:
            return draft
        if self._live.overlap([(entry.runs[0][0], 1)]):
            detail = "the start of its space now belongs to another file"
            settled = replace(entry, state=State.SKIPPED, reason=Reason.REALLOCATED)
            return Draft(settled, detail)
        marked = replace(entry, reason=Reason.REALLOCATED)
        return Draft(marked, f"{taken} of its blocks now belong to other files")

    def is_taken(self, offset: int) -> bool:
        """Whether a live file holds the block at ``offset`` bytes of the source."""
        return bool(self._live.overlap([(offset, 1)]))

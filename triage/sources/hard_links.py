"""Holding back files with several names until all names are known."""

from collections.abc import Iterator

import msgspec

from triage.sources.tsk_entries import Draft


class HardLinks:
    """Drafts of linked files by inode, encoded, since a system volume may hold 100,000 of them."""

    def __init__(self) -> None:
        self._names: dict[int, list[bytes]] = {}
        self._drafts: dict[int, list[bytes]] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Draft)

    def add_name(self, inode: int, path: bytes) -> bool:
        """Note a name; tells whether the inode was met before."""
        known = inode in self._names
        self._names.setdefault(inode, []).append(path)
        return known

    def hold(self, inode: int, draft: Draft) -> None:
        """Keep one of the inode's drafts."""
        self._drafts.setdefault(inode, []).append(self._encoder.encode(draft))

    def drain(self) -> Iterator[tuple[bytes, tuple[bytes, ...], Draft]]:
        """The smallest path, all paths (none where there is one only) and each draft."""
        for inode, encoded in self._drafts.items():
            names = tuple(sorted(set(self._names[inode])))
            several = names if len(names) > 1 else ()
            for draft in encoded:
                yield names[0], several, self._decoder.decode(draft)

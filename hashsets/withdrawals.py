"""What a source withdraws or renews of what it gave out before."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from hashsets.records import Digest, HashRecord, Tombstone

KEY, PLACE = 12, 4
"""Bytes an identity is remembered by, too many for two to be taken for one, and a place by."""

WIDTH = KEY + PLACE
NAMED = np.dtype([("key", f"S{KEY}"), ("place", ">u4")])


class Places:
    """Identities and the last place each was named at, in 16 bytes a naming."""

    def __init__(self) -> None:
        self._named = bytearray()
        self._sorted = True

    def __len__(self) -> int:
        return len(self._named) // WIDTH

    def __contains__(self, identity: object) -> bool:
        return isinstance(identity, str) and self.last(identity) is not None

    def add(self, identity: str, place: int) -> None:
        """``identity`` is named at ``place``."""
        self._named += key(identity) + place.to_bytes(PLACE, "big")
        self._sorted = False

    def last(self, identity: str) -> int | None:
        """The last place at which ``identity`` is named; null where it never is."""
        if not self._named:
            return None
        known = self._ordered()
        wanted = key(identity)
        after = int(np.searchsorted(known, np.bytes_(wanted + b"\xff" * PLACE), side="right"))
        found = bytes(self._named[(after - 1) * WIDTH : after * WIDTH]) if after else b""
        return int.from_bytes(found[KEY:], "big") if found[:KEY] == wanted else None

    def any_after_another(self) -> bool:
        """Whether any identity is named again at a place of its own."""
        self._ordered()
        named = np.frombuffer(self._named, dtype=NAMED)
        again = named["key"][1:] == named["key"][:-1]
        return bool((again & (named["place"][1:] > 0)).any())

    def _ordered(self) -> NDArray[np.bytes_]:
        """By identity and then place, sorted where they lie."""
        known = np.frombuffer(self._named, dtype=f"S{WIDTH}")
        if not self._sorted:
            known.sort()
            self._sorted = True
        return known


class Withdrawals:
    """Tombstones by their place in an import; a record falls to one that comes after it."""

    def __init__(self) -> None:
        self.tombstones = 0
        self._withdrawn = Places()
        self._renewed = Places()
        self._by_digests: dict[Digest, list[tuple[frozenset[Digest], int]]] = {}

    def add(self, tombstone: Tombstone, place: int) -> None:
        """One more tombstone, which comes after ``place`` records of the import."""
        self.tombstones += 1
        if tombstone.identity is not None:
            self._withdrawn.add(tombstone.identity, place)
        elif tombstone.digests:
            named = frozenset(tombstone.digests), place
            self._by_digests.setdefault(tombstone.digests[0], []).append(named)

    def renew(self, record: HashRecord, place: int) -> None:
        """The import's record at ``place``, from 1, takes the place of any older version's.

        Also of those before it in the import, where it ``supersedes`` them.
        """
        if record.identity is not None:
            self._renewed.add(record.identity, place if record.supersedes else 0)

    def cover(self, record: HashRecord, place: int) -> bool:
        """Whether a record before which ``place`` others came is withdrawn."""
        if record.identity is not None:
            last = self._withdrawn.last(record.identity)
            if last is not None and last >= place:
                return True
        if not self._by_digests:
            return False
        named = (found for digest in record.digests for found in self._by_digests.get(digest, ()))
        return any(digests <= set(record.digests) and after >= place for digests, after in named)

    @property
    def renews(self) -> bool:
        """Whether the import gives out any record by its identity."""
        return len(self._renewed) > 0

    @property
    def supersedes(self) -> bool:
        """Whether a record of the import takes the place of another in it."""
        return self._renewed.any_after_another()

    def renewed(self, identity: str | None) -> bool:
        """Whether the import gives out anew the record of an older version."""
        return identity in self._renewed

    def superseded(self, record: HashRecord, place: int) -> bool:
        """Whether a later record of the import takes the place of the one at ``place``."""
        last = None if record.identity is None else self._renewed.last(record.identity)
        return last is not None and last > place


def key(identity: str) -> bytes:
    """What an identity is remembered by."""
    return blake2b(identity.encode("utf-8", "replace"), digest_size=KEY).digest()

"""What a source withdraws or renews of what it gave out before."""

from hashlib import blake2b

import numpy as np

from hashsets.records import Digest, HashRecord, Tombstone

DIGEST = 16
"""Bytes an identity is remembered by: enough that two are never taken for one."""


class Withdrawals:
    """Tombstones by their place in an import; a record falls to one that comes after it."""

    def __init__(self) -> None:
        self.tombstones = 0
        self._by_identity: dict[str, int] = {}
        self._by_digests: dict[Digest, list[tuple[frozenset[Digest], int]]] = {}
        self._renewed = bytearray()

    def add(self, tombstone: Tombstone, place: int) -> None:
        """One more tombstone, which comes after ``place`` records of the import."""
        self.tombstones += 1
        if tombstone.identity is not None:
            self._by_identity[tombstone.identity] = place
        elif tombstone.digests:
            named = frozenset(tombstone.digests), place
            self._by_digests.setdefault(tombstone.digests[0], []).append(named)

    def renew(self, identity: str) -> None:
        """The import gives this record out anew, in place of any older one."""
        self._renewed += key(identity)

    def cover(self, record: HashRecord, place: int) -> bool:
        """Whether a record before which ``place`` others came is withdrawn."""
        if record.identity is not None and self._by_identity.get(record.identity, -1) >= place:
            return True
        if not self._by_digests:
            return False
        named = (found for digest in record.digests for found in self._by_digests.get(digest, ()))
        return any(digests <= set(record.digests) and after >= place for digests, after in named)

    def renewals(self) -> "Renewals":
        """What is given out anew, sorted to be asked."""
        return Renewals(bytes(self._renewed))


class Renewals:
    """The identities that an import gives out anew."""

    def __init__(self, keys: bytes) -> None:
        self._keys = np.sort(np.frombuffer(keys, dtype=f"V{DIGEST}").view(f"S{DIGEST}"))

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, identity: object) -> bool:
        if not isinstance(identity, str) or not len(self._keys):
            return False
        wanted = np.frombuffer(key(identity), dtype=f"S{DIGEST}")
        place = int(np.searchsorted(self._keys, wanted)[0])
        return place < len(self._keys) and bool(self._keys[place] == wanted[0])


def key(identity: str) -> bytes:
    """What an identity is remembered by."""
    return blake2b(identity.encode("utf-8", "replace"), digest_size=DIGEST).digest()

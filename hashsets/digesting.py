"""MD5, SHA-1 and SHA-256 of the same content, in one pass."""

import hashlib
from typing import Protocol

from hashsets.inner_loops import LOOPS

Buffer = bytes | bytearray | memoryview


class TripleDigest(Protocol):
    """The three digests of what it was fed so far."""

    def update(self, data: Buffer, /) -> None:
        """Feed more content."""

    def digest(self) -> tuple[bytes, bytes, bytes]:
        """MD5, SHA-1 and SHA-256: 16, 20 and 32 bytes."""


class PlainTripleDigest:
    """By ``hashlib``, one after another."""

    def __init__(self) -> None:
        self._states = (hashlib.md5(usedforsecurity=False), hashlib.sha1(), hashlib.sha256())

    def update(self, data: Buffer, /) -> None:
        """Feed more content."""
        for state in self._states:
            state.update(data)

    def digest(self) -> tuple[bytes, bytes, bytes]:
        """MD5, SHA-1 and SHA-256: 16, 20 and 32 bytes."""
        md5, sha1, sha256 = self._states
        return md5.digest(), sha1.digest(), sha256.digest()


def triple_digest() -> TripleDigest:
    """A new one: all three interleaved where the processor has SHA instructions.

    MD5 waits for its own results most of the time, so that the others come almost free.
    """
    if LOOPS is not None and LOOPS.TRIPLE:
        made: TripleDigest = LOOPS.TripleDigest()
        return made
    return PlainTripleDigest()

"""Encryption of content: AES-256-GCM, a fresh 96-bit nonce each, bound to where it belongs.

A sealed piece is one byte of format (1), the nonce (12 bytes), the ciphertext and its 16-byte tag
(NIST SP 800-38D). The place it belongs to is authenticated with it, so that a piece moved to
another row does not open.
"""

import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.errors import CaseworkError

FORMAT = b"\x01"
NONCE = 12
KEY_BYTES = 32


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(KEY_BYTES)


class _Nonces:
    """Random nonces, fetched from the system many at a time; a child of a fork fetches its own."""

    AT_ONCE = 512

    def __init__(self) -> None:
        self._ready: list[bytes] = []
        os.register_at_fork(after_in_child=self._forget)

    def take(self) -> bytes:
        """A nonce that nobody had before; safe for threads."""
        while True:
            try:
                return self._ready.pop()
            except IndexError:
                fresh = secrets.token_bytes(NONCE * self.AT_ONCE)
                self._ready += [fresh[at : at + NONCE] for at in range(0, len(fresh), NONCE)]

    def _forget(self) -> None:
        self._ready = []


_NONCES = _Nonces()


def seal(key: bytes, content: bytes, place: str) -> bytes:
    """The content, sealed."""
    nonce = _NONCES.take()
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """The content; raises ``CaseworkError`` where it was changed, moved, or is of another key."""
    if sealed[:1] != FORMAT:
        raise CaseworkError(f"{place}: sealed in a format that this release does not know")
    nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError):
        raise CaseworkError(
            f"{place}: the stored content was changed, or its key is not this"
        ) from None

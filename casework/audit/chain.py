"""The chain: each line's digest covers the digest before it."""

from hashlib import sha256

DOMAIN = b"skerry audit line v1\n"


def digest_of(body: bytes) -> bytes:
    """SHA-256 over the domain and a line's canonical bytes, which name the digest before."""
    return sha256(DOMAIN + body).digest()

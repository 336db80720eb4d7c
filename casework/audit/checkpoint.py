"""Checkpoints: the log's size and end, signed, to be carried off the host.

The text has the shape of a C2SP tlog-checkpoint: origin, size, base64 of a digest, then one line
with the time. The digest is the chain's end, not a Merkle tree's root.
"""

import base64
import binascii

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.audit.note import VerifierKey, open_note, sign_note
from casework.audit.signing_key import NAME
from casework.errors import CaseworkError

ORIGIN = "skerry.audit/"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """``origin`` names the log by its first line's digest; ``digest`` is that of line ``size``."""

    origin: str
    size: int
    digest: bytes
    at: str

    def text(self) -> str:
        """What is signed."""
        digest = base64.b64encode(self.digest).decode()
        return f"{self.origin}\n{self.size}\n{digest}\ntime {self.at}\n"


def origin_of(first: bytes) -> str:
    """A log's name, from the digest of its first line."""
    return ORIGIN + first.hex()[:32]


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.text(), NAME, key)


def opened(note: str, keys: tuple[VerifierKey, ...]) -> Checkpoint:
    """The checkpoint in a note that a known key signed; raises ``CaseworkError``."""
    text, _key = open_note(note, keys)
    lines = text.splitlines()
    try:
        origin, size, digest, at = lines
        checkpoint = Checkpoint(
            origin=origin,
            size=int(size),
            digest=base64.b64decode(digest, validate=True),
            at=at.removeprefix("time "),
        )
    except (ValueError, binascii.Error):
        raise CaseworkError("the note is signed, and is no checkpoint of a log") from None
    if checkpoint.text() != text:
        raise CaseworkError("the note is signed, and is no checkpoint of a log")
    return checkpoint

"""Signed notes, as C2SP defines them: a text, a blank line, and lines of signatures under it.

A signature line is an em dash, the key's name and base64 of a 4-byte key number and the Ed25519
signature over the text. A verifier key is ``name+number+base64(0x01 ‖ public key)``; the number is
the start of SHA-256(name ‖ newline ‖ 0x01 ‖ public key). Format: c2sp.org/signed-note.
"""

import base64
import binascii
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casework.errors import CaseworkError

ED25519 = b"\x01"
DASH = "\u2014 "


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key and its name."""

    name: str
    public: bytes

    @property
    def number(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def text(self) -> str:
        """The key as one line."""
        packed = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.number.hex()}+{packed}"


def verifier_key(text: str) -> VerifierKey:
    """The key in a line; raises ``CaseworkError``."""
    name, _, rest = text.strip().partition("+")
    number, _, packed = rest.partition("+")
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    key = VerifierKey(name, raw[1:])
    if raw[:1] != ED25519 or len(key.public) != 32 or key.number.hex() != number:
        raise CaseworkError("this is no key that checks signed notes")
    return key


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The text, which ends with a newline, and the signature under it."""
    verifier = VerifierKey(name, key.public_key().public_bytes_raw())
    signed = base64.b64encode(verifier.number + key.sign(text.encode())).decode()
    return f"{text}\n{DASH}{name} {signed}\n"


def open_note(note: str, keys: tuple[VerifierKey, ...]) -> tuple[str, VerifierKey]:
    """The text of a note and the known key that signed it; raises ``CaseworkError``.

    A signature by a known key that does not hold is an error, whatever else is signed.
    """
    text, parting, signatures = note.rpartition("\n\n")
    if not parting or not signatures.endswith("\n"):
        raise CaseworkError("this is no signed note")
    text += "\n"
    for line in signatures.splitlines():
        name, number, signature = _parts(line)
        for key in keys:
            if (key.name, key.number) == (name, number):
                _check(key, signature, text)
                return text, key
    raise CaseworkError("the note is signed by no key that is known here")


def _parts(line: str) -> tuple[str, bytes, bytes]:
    name, _, packed = line.removeprefix(DASH).partition(" ")
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not line.startswith(DASH) or len(raw) != 4 + 64:
        raise CaseworkError("this is no signed note")
    return name, raw[:4], raw[4:]


def _check(key: VerifierKey, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        raise CaseworkError(f"the signature by {key.name} does not hold: it was changed") from None

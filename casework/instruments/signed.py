"""Detached minisign signatures of a force's scoring, by keys in ``trusted_keys``.

``scoring.json.minisig`` has four lines: an untrusted comment; base64 of the algorithm (``Ed``, or
``ED`` over the file's BLAKE2b-512), the key's 8-byte number and 64 bytes of Ed25519; a trusted
comment; base64 of the signature over both. Format: minisign(1), "Signature format".
"""

import base64
import binascii
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casework.errors import CaseworkError
from casework.instruments.scoring import Scoring, read_scoring

TRUSTED = b"trusted comment: "


def signed_scoring(path: Path, trusted: Path) -> Scoring:
    """A force's scoring; raises ``CaseworkError`` where it is not signed by a trusted key."""
    content = _content(path)
    lines = _content(path.with_name(path.name + ".minisig")).splitlines()
    if len(lines) < 4 or not lines[2].startswith(TRUSTED):
        raise CaseworkError(f"{path.name}.minisig is no minisign signature")
    packed, over_both = _unpacked(lines[1], 74), _unpacked(lines[3], 64)
    key = _trusted_key(packed[2:10], trusted, path.name)
    said = blake2b(content, digest_size=64).digest() if packed[:2] == b"ED" else content
    try:
        key.verify(packed[10:], said)
        key.verify(over_both, packed[10:] + lines[2].removeprefix(TRUSTED))
    except InvalidSignature:
        raise CaseworkError(f"the signature of {path.name} does not hold: it was changed") from None
    return read_scoring(content)


def _trusted_key(number: bytes, trusted: Path, name: str) -> Ed25519PublicKey:
    for file in sorted(trusted.glob("*.pub")):
        lines = [line for line in _content(file).splitlines() if line.strip()]
        packed = _unpacked(lines[-1] if lines else b"", 42)
        if packed[:10] == b"Ed" + number:
            return Ed25519PublicKey.from_public_bytes(packed[10:])
    raise CaseworkError(f"{name} is signed by no key that is trusted here")


def _unpacked(line: bytes, length: int) -> bytes:
    try:
        packed = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        packed = b""
    if len(packed) != length:
        raise CaseworkError("neither a minisign key nor a signature")
    return packed


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CaseworkError(f"cannot read {path.name}: {error.strerror}") from None

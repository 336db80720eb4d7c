"""Detached signatures of category profiles, as minisign makes them (Ed25519).

``profile.toml.minisig`` beside the profile holds four lines: an untrusted comment; base64 of the
algorithm (``Ed``: the file is signed; ``ED``: its BLAKE2b-512), the key's 8-byte number and the
64-byte signature; a trusted comment; base64 of the signature over the first signature and that
comment. A public key (``*.pub``) is base64 of ``Ed``, the number and 32 bytes, after a comment.
Only keys in ``trusted_keys`` in ``SKERRY_HOME`` count. Format: minisign(1), "Signature format".
"""

import base64
import binascii
from hashlib import blake2b, sha256
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hashsets.profile import Profile, parsed_profile, profile_text
from hashsets.records import HashSetError
from hashsets.signer import Signer

SUFFIX = ".minisig"
TRUSTED = b"trusted comment: "
LARGEST = 1 << 16
"""Bytes of a key or signature file that are read; real ones have 300."""


class Signature(msgspec.Struct, frozen=True):
    """What a signature file holds."""

    algorithm: bytes
    number: bytes
    signature: bytes
    comment: bytes
    over_both: bytes


def signed_profile(path: Path, trusted: Path) -> tuple[Profile, Signer | None]:
    """A profile, and who signed it, if anyone.

    Raises ``HashSetError`` where the file is no profile, or its signature does not hold or is not
    by a key in the folder ``trusted``.
    """
    text = profile_text(path)
    return parsed_profile(path, text), verified(path, text, trusted)


def verified(profile: Path, content: bytes, trusted: Path) -> Signer | None:
    """Who signed a profile that holds ``content``; null where there is no signature beside it.

    Raises ``HashSetError`` where there is one that is not good or not of a trusted key: a signature
    that does not hold is worse than none.
    """
    path = profile.with_name(profile.name + SUFFIX)
    if not path.exists():
        return None
    signature = read_signature(path)
    for file in sorted(trusted.glob("*.pub")):
        number, key = read_key(file)
        if number == signature.number:
            check(key, signature, content, profile.name)
            return Signer(
                key=file.name,
                number=number[::-1].hex().upper(),
                comment=signature.comment.decode("utf-8", "replace"),
                profile_sha256=sha256(content).hexdigest(),
            )
    stranger = signature.number[::-1].hex().upper()
    raise HashSetError(f"{profile.name} is signed with key {stranger}, which is not trusted here")


def check(key: Ed25519PublicKey, signature: Signature, content: bytes, name: str) -> None:
    """Verify both signatures; raises ``HashSetError``."""
    prehashed = signature.algorithm == b"ED"
    signed = blake2b(content, digest_size=64).digest() if prehashed else content
    try:
        key.verify(signature.signature, signed)
        key.verify(signature.over_both, signature.signature + signature.comment)
    except InvalidSignature:
        raise HashSetError(f"the signature of {name} does not hold: it was changed") from None


def read_signature(path: Path) -> Signature:
    """The signature in a file; raises ``HashSetError``."""
    lines = contents(path).splitlines()
    if len(lines) < 4 or not lines[2].startswith(TRUSTED):
        raise HashSetError(f"{path.name} is not a minisign signature")
    packed, over_both = unpacked(lines[1], 74, path), unpacked(lines[3], 64, path)
    if packed[:2] not in (b"Ed", b"ED"):
        raise HashSetError(f"{path.name} is signed by an algorithm other than Ed25519")
    comment = lines[2].removeprefix(TRUSTED)
    return Signature(packed[:2], packed[2:10], packed[10:], comment, over_both)


def read_key(path: Path) -> tuple[bytes, Ed25519PublicKey]:
    """The number and the key in a file; raises ``HashSetError``."""
    lines = [line for line in contents(path).splitlines() if line.strip()]
    packed = unpacked(lines[-1] if lines else b"", 42, path)
    if packed[:2] != b"Ed":
        raise HashSetError(f"{path.name} is not an Ed25519 public key")
    return packed[2:10], Ed25519PublicKey.from_public_bytes(packed[10:])


def unpacked(line: bytes, length: int, path: Path) -> bytes:
    """The bytes of a line of base64; raises ``HashSetError``."""
    try:
        packed = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        packed = b""
    if len(packed) != length:
        raise HashSetError(f"{path.name} is neither a minisign key nor a signature")
    return packed


def contents(path: Path) -> bytes:
    """A small file; raises ``HashSetError``."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error

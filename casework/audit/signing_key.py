"""The unit's signing key for checkpoints, apart from the master key that seals content."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.audit.note import VerifierKey, verifier_key
from casework.errors import CaseworkError
from casework.key_file import key_in

PRIVATE = "audit.key"
PUBLIC = "audit.pub"
NAME = "skerry-audit"


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The private key in ``folder``, made where there is none; ``audit.pub`` is written beside it.

    Raises ``CaseworkError`` where it cannot be read.
    """
    key = Ed25519PrivateKey.from_private_bytes(key_in(folder / PRIVATE))
    public = folder / PUBLIC
    if not public.exists():
        draft = public.with_name(f"{PUBLIC}.{os.getpid()}")
        draft.write_text(public_half(key).text() + "\n", "utf-8")
        draft.replace(public)
    return key


def public_half(key: Ed25519PrivateKey) -> VerifierKey:
    """What checks the key's signatures."""
    return VerifierKey(NAME, key.public_key().public_bytes_raw())


def read_verifier_key(path: Path) -> VerifierKey:
    """A key that was carried to where the log is checked; raises ``CaseworkError``."""
    try:
        return verifier_key(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise CaseworkError(f"cannot read the key {path}: {error}") from None
    except CaseworkError as error:
        raise CaseworkError(f"{path}: {error}") from None

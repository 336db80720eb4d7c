"""A secret of 32 bytes in a file of its own: hex, readable by the owner only, made once."""

import os
from pathlib import Path

from casework.errors import CaseworkError
from casework.sealing import KEY_BYTES, new_key


def key_in(path: Path) -> bytes:
    """The key, made where there is none; raises ``CaseworkError`` where it cannot be read."""
    try:
        return existing_key(path)
    except FileNotFoundError:
        return _made(path)


def existing_key(path: Path) -> bytes:
    """The key; raises ``FileNotFoundError``, and ``CaseworkError`` where it cannot be read."""
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise CaseworkError(f"cannot read the key {path}: {error}") from None
    if len(key) != KEY_BYTES:
        raise CaseworkError(f"cannot read the key {path}: it is damaged")
    return key


def _made(path: Path) -> bytes:
    """Written whole under another name first: of two makers, one wins and both read its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{new_key().hex()[:8]}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, new_key().hex().encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return existing_key(path)

"""The unit's master key, in a file beside the database and in no backup of it."""

import os
from pathlib import Path

from casework.errors import CaseworkError
from casework.sealing import KEY_BYTES, new_key

FILE = "casework.key"


def master_key(folder: Path) -> bytes:
    """The key in ``folder``, made where there is none. 32 bytes in hex, readable by the owner only.

    Raises ``CaseworkError`` where the file is damaged or cannot be read.
    """
    path = folder / FILE
    try:
        return _read(path)
    except FileNotFoundError:
        return _made(path)
    except (OSError, ValueError) as error:
        raise CaseworkError(f"cannot read the master key {path}: {error}") from None


def _read(path: Path) -> bytes:
    key = bytes.fromhex(path.read_text("ascii"))
    if len(key) != KEY_BYTES:
        raise ValueError("it is damaged")
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
    return _read(path)

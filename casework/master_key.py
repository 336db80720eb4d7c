"""The unit's master key, in a file beside the database and in no backup of it."""

from pathlib import Path

from casework.errors import CaseworkError
from casework.key_file import existing_key, key_in

FILE = "casework.key"


def master_key(folder: Path, is_new: bool) -> bytes:
    """The key in ``folder``, made only for a database that holds nothing sealed yet.

    Raises ``CaseworkError`` where it is damaged, and where content was sealed under a key that is
    gone: another key would open nothing and hide that.
    """
    path = folder / FILE
    if is_new:
        return key_in(path)
    try:
        return existing_key(path)
    except FileNotFoundError:
        raise CaseworkError(
            f"the master key {path} is missing: without it the records cannot be opened"
        ) from None

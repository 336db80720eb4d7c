"""A new file for what was taken out of the store: nobody but its owner can read it."""

import os
from pathlib import Path
from typing import BinaryIO


def private_file(path: Path) -> BinaryIO:
    """Open a new file to write, mode 0600; raises ``FileExistsError`` where there is one."""
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb"
    )

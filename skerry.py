"""What every part may know: the one error root, where Skerry keeps its things, and its version."""

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


class SkerryError(Exception):
    """Something a user can understand and act on. Its text is one clear line."""


class UsageError(SkerryError):
    """The command's words do not fit together."""


def home() -> Path:
    """The folder holding hash sets, libraries, models and the casework database.

    ``SKERRY_HOME`` where it is set, else the platform's user data folder
    (``$XDG_DATA_HOME/skerry``, by default ``~/.local/share/skerry``).
    """
    named = os.environ.get("SKERRY_HOME")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "skerry"


def release() -> str:
    """Skerry's version, as installed."""
    try:
        return version("skerry")
    except PackageNotFoundError:
        return "0+source"

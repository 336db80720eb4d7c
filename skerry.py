"""What every part may know: the one error root, where Skerry keeps its things, and its version."""

import os
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


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


POLICY_TABLES = frozenset({"casework", "triage", "hashsets", "monitor"})
"""Tables of ``policy.toml``, one for each part that has rules."""


def policy_table(home: Path, part: str) -> dict[str, Any]:
    """A unit's own rules for one part, from ``policy.toml``; empty where there are none.

    Raises ``SkerryError`` where the file cannot be understood, or has a table that no part reads:
    a rule that cannot be read must not be passed over.
    """
    path = home / "policy.toml"
    try:
        policy = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SkerryError(f"policy file {path}: {error}") from None
    unknown = sorted(set(policy) - POLICY_TABLES)
    if unknown or not isinstance(policy.get(part, {}), dict):
        raise SkerryError(f"policy file {path}: no such table: {', '.join(unknown) or part}")
    table: dict[str, Any] = policy.get(part, {})
    return table


def release() -> str:
    """Skerry's version, as installed."""
    try:
        return version("skerry")
    except PackageNotFoundError:
        return "0+source"

"""Who ran what, where, and with which tools: recorded with every run."""

import getpass
import json
import os
import platform
import socket
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from skerry import release
from triage.exam.connection import sqlite_release

TOOLS = (
    "av",
    "imagehash",
    "libewf-python",
    "libfsapfs-python",
    "numpy",
    "pillow",
    "pillow-heif",
    "pylibmagic",
    "pytsk3",
    "simplejpeg",
    "yara-python",
)
"""Packages whose version can change a result."""

EXTRAS = ("yara-x",)
"""The same of those that need not be installed."""


def now() -> str:
    """The present moment, RFC 3339 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who() -> str:
    """The operator's account name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def host() -> str:
    """The machine's name."""
    return socket.gethostname()


def tools() -> str:
    """Versions, as JSON."""
    versions = {name: version(name) for name in TOOLS}
    for name in EXTRAS:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    versions["skerry"] = release()
    versions["python"] = platform.python_version()
    versions["sqlite"] = ".".join(str(part) for part in sqlite_release())
    versions["platform"] = platform.platform()
    return json.dumps(versions, sort_keys=True)

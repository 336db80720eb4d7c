"""What the figures were taken on."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

PACKAGES = ("skerry", "numpy", "pillow", "pytsk3", "yara-python", "python-magic", "msgspec")


def machine() -> dict[str, str]:
    """Processor, cores, memory, kernel, Python and the packages that decide speed."""
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _field("/proc/meminfo", "MemTotal"),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "sqlite": sqlite.sqlite_version,
        "checkout": _checkout(),
        **{package: _version(package) for package in PACKAGES},
    }


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text("utf-8").splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _checkout() -> str:
    words = ["git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"

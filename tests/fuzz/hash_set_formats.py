"""Fuzz one importer of hash sets with atheris.

Python 3.11 to 3.13 with ``pip install atheris`` (not in the lock: it serves nothing else), then
``python -m tests.fuzz.hash_set_formats FORMAT [libFuzzer options, folders of inputs]``. An importer
must never raise, whatever it reads, and says where everything stands.
"""

import sys
import tempfile
from typing import Any

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["hashsets"]):
    from hashsets.formats import format_named
    from hashsets.records import BadRecord, HashRecord, Tombstone

LARGEST = 1 << 16


def target(name: str) -> Any:
    """The function that is given inputs."""
    importer = format_named(name)

    def once(data: bytes) -> None:
        importer.sniff(data)
        with tempfile.TemporaryFile() as file:
            file.write(data[:LARGEST])
            file.seek(0)
            for found in importer.read(file, None):
                if not isinstance(found, HashRecord | BadRecord | Tombstone) or not found.position:
                    raise AssertionError(f"not a record: {found!r}")

    return once


if __name__ == "__main__":
    wanted = sys.argv.pop(1)
    atheris.Setup(sys.argv, target(wanted))
    atheris.Fuzz()

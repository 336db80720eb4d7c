"""Keyword libraries from files: read, checked, and refused where their own examples fail."""

from pathlib import Path

from keywords.checking import Fault, check, errors
from keywords.document import LARGEST
from keywords.records import Hit, Library, LibraryError, Severity, Term
from keywords.written import read_library

__all__ = ["Fault", "Hit", "Library", "LibraryError", "Severity", "Term", "load", "load_checked"]


def load(path: Path) -> Library:
    """The library of a YAML file.

    Raises ``LibraryError`` where the file cannot be read, is no library, or fails an example.
    """
    library = _read(path)
    found = errors(library)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise LibraryError(f"keyword library {path}: {found[0]}{more}")
    return library


def load_checked(path: Path) -> tuple[Library, list[Fault]]:
    """A library with its faults, errors first; raises ``LibraryError`` for what is no library."""
    library = _read(path)
    return library, check(library)


def _read(path: Path) -> Library:
    try:
        return read_library(_content(path))
    except LibraryError as error:
        raise LibraryError(f"keyword library {path}: {error}") from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise LibraryError(error.strerror or str(error)) from None

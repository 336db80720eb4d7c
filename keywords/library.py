"""Keyword libraries from files: read, checked, and refused where their own examples fail."""

from pathlib import Path

from keywords.checking import Fault, check
from keywords.document import LARGEST
from keywords.records import Hit, Library, LibraryError, Severity, Term
from keywords.written import read_library

__all__ = ["Fault", "Hit", "Library", "LibraryError", "Severity", "Term", "load", "load_checked"]


def load(path: Path) -> Library:
    """The library of a YAML file.

    Raises ``LibraryError`` where the file cannot be read, is no library, or fails an example.
    """
    library, faults = load_checked(path)
    errors = [fault for fault in faults if fault.error]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise LibraryError(f"keyword library {path}: {errors[0]}{more}")
    return library


def load_checked(path: Path) -> tuple[Library, list[Fault]]:
    """A library with its faults, errors first; raises ``LibraryError`` for what is no library."""
    try:
        library = read_library(_content(path))
    except LibraryError as error:
        raise LibraryError(f"keyword library {path}: {error}") from None
    return library, check(library)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise LibraryError(error.strerror or str(error)) from None

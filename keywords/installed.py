"""The libraries of this installation: those that came with it, and those installed in its home."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from keywords.library import load
from keywords.records import Library, LibraryError
from keywords.written import read_library

SHIPPED = Path(__file__).parent / "libraries"

FOLDER = "keywords"
"""Within ``SKERRY_HOME``; one file a version, NAME@VERSION.yaml."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One version of a library and its file; ``fault`` says why a file holds none."""

    name: str
    version: str
    digest: str
    terms: int
    path: Path
    shipped: bool
    fault: str = ""


def installed(home: Path) -> list[Installed]:
    """Every library, shipped ones first, by name and version. Their examples are not tried."""
    files = [(path, True) for path in SHIPPED.glob("*.yaml")]
    files += [(path, False) for path in (home / FOLDER).glob("*.yaml")]
    entries = [_entry(path, shipped) for path, shipped in files]
    return sorted(entries, key=lambda one: (not one.shipped, one.name, _order(one.version)))


def _entry(path: Path, shipped: bool) -> Installed:
    try:
        library = read_library(path.read_bytes())
    except (LibraryError, OSError) as error:
        name, _, version = path.stem.partition("@")
        return Installed(name, version, "", 0, path, shipped, " ".join(str(error).split()))
    count = len(library.terms)
    return Installed(library.name, library.version, library.digest, count, path, shipped)


def _order(version: str) -> list[tuple[int, str]]:
    """Versions by their numbers: 1.10 after 1.9."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"[.+_-]", version)]


def install(home: Path, path: Path) -> Library:
    """Keep a library's file in the home, once it has passed its own examples.

    Raises ``LibraryError`` where it does not, or where that version is there with other content.
    """
    library = load(path)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{library.name}@{library.version}.yaml"
    if target.exists():
        if _entry(target, shipped=False).digest != library.digest:
            raise LibraryError(
                f"{library.name}@{library.version} is installed with other content: "
                "a changed library needs a new version"
            )
        return library
    _write(target, path.read_bytes(), library)
    return library


def _write(target: Path, content: bytes, library: Library) -> None:
    if read_library(content).digest != library.digest:
        raise LibraryError(f"{library.name} changed while it was read")
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)


def find(home: Path, named: str) -> Path:
    """The file that NAME, NAME@VERSION or a path means; of a bare name the highest version.

    An installed library goes before a shipped one of its name. Raises ``LibraryError`` for none.
    """
    if Path(named).is_file():
        return Path(named)
    name, _, version = named.partition("@")
    entries = [
        one
        for one in installed(home)
        if one.name == name and version in ("", one.version) and not one.fault
    ]
    if not entries:
        raise LibraryError(f"no keyword library {named}: neither a file nor installed")
    return max(entries, key=lambda one: (not one.shipped, _order(one.version))).path

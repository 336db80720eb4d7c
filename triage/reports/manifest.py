"""manifest.json: what a report is made of, so that anyone can tell whether it was altered."""

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

import msgspec

from skerry import SkerryError

NAME = "manifest.json"
FORMAT = "skerry-report-1"


class ReportError(SkerryError):
    """A report cannot be written or read."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a report. ``size`` is bytes."""

    name: str
    sha256: str
    size: int


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """The examination a report tells of.

    ``identity`` stays the same for as long as the examination exists; ``listings`` are the
    SHA-256 of its files, findings and gaps listings at the time.
    """

    identity: str
    finished: bool
    listings: dict[str, str]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A report. ``written`` is RFC 3339 in UTC, ``who`` an account name."""

    format: str
    skerry: str
    written: str
    who: str
    exam: Examined
    files: tuple[Written, ...]


def describe(folder: Path, names: Iterable[str]) -> tuple[Written, ...]:
    """The named files in ``folder``, by name. Raises ``OSError``."""
    return tuple(_describe(folder / name) for name in sorted(names))


def _describe(path: Path) -> Written:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return Written(name=path.name, sha256=digest, size=file.tell())


def encode(manifest: Manifest) -> bytes:
    """The manifest as indented JSON, keys sorted."""
    body = msgspec.json.encode(manifest, order="sorted")
    return msgspec.json.format(body, indent=2) + b"\n"


def load(body: bytes) -> Manifest:
    """The manifest in ``body``. Raises ``ReportError`` where it is not one of ours.

    Names are checked: a manifest must not point outside its own folder.
    """
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"{NAME} is not a report's manifest: {error}") from None
    if manifest.format != FORMAT:
        raise ReportError(f"{NAME} is of format {manifest.format!r}; this Skerry reads {FORMAT}")
    if any(_leads_away(written.name) for written in manifest.files):
        raise ReportError(f"{NAME} names a file outside the report")
    return manifest


def _leads_away(name: str) -> bool:
    return name in ("", ".", "..") or "/" in name or "\0" in name


def problems(folder: Path, manifest: Manifest) -> list[str]:
    """What in ``folder`` differs from its manifest: altered, missing or added files."""
    expected = {written.name: written for written in manifest.files}
    try:
        present = {path.name for path in folder.iterdir()} - {NAME}
    except OSError as error:
        return [f"cannot be read: {error.strerror}"]
    found = [f"{name!r} was added" for name in sorted(present - set(expected))]
    for name, written in sorted(expected.items()):
        if name not in present:
            found.append(f"{name} is missing")
        elif not _same(folder / name, written):
            found.append(f"{name} was altered")
    return found


def _same(path: Path, written: Written) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and _describe(path) == written
    except OSError:
        return False

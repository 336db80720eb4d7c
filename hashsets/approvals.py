"""A second person's word that a stored set is what it should be.

An approval lies outside the set, which never changes: ``.approvals/<name>@<version>.json`` names
who approved which content when. It holds for that content only.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hashsets.manifest import SetInfo
from hashsets.records import HashSetError

FOLDER = ".approvals"


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who approved a set, when (RFC 3339 UTC), and the set's digest."""

    set: str
    digest: str
    approved_by: str
    approved_at: str


def approval_of(root: Path, info: SetInfo) -> Approval | None:
    """The approval of a set's present content; raises ``HashSetError`` where it is damaged."""
    path = root / FOLDER / f"{info.title}.json"
    try:
        approval = msgspec.json.decode(path.read_bytes(), type=Approval)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise HashSetError(f"the approval of {info.title} cannot be read: {error}") from error
    return approval if (approval.set, approval.digest) == (info.title, info.digest) else None


def approve(root: Path, info: SetInfo, approver: str) -> Approval:
    """Record an approval, durably.

    Raises ``HashSetError`` where the importer would approve their own set, or it is approved.
    """
    if not approver.strip():
        raise HashSetError("who approves the set must be said")
    if approver == info.manifest.imported_by:
        raise HashSetError(f"{approver} imported {info.title}: another person must approve it")
    if held := approval_of(root, info):
        raise HashSetError(f"{info.title} was approved by {held.approved_by}, {held.approved_at}")
    approval = Approval(
        set=info.title,
        digest=info.digest,
        approved_by=approver,
        approved_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    write(folder / f"{info.title}.json", msgspec.json.encode(approval) + b"\n")
    return approval


def withdraw(root: Path, info: SetInfo) -> None:
    """Forget a set's approval, as when the set is removed."""
    (root / FOLDER / f"{info.title}.json").unlink(missing_ok=True)


def write(path: Path, text: bytes) -> None:
    """Put a small file in place whole, flushed to the disk."""
    descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

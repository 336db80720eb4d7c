"""``basis.json``: what the gate reads where there is no casework database. No names are in it."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from casework.basis.span import Basis, BasisSpan, Managed, NotMonitored
from casework.errors import CaseworkError


class BasisFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everybody's spans, as known at ``as_at``; who is not monitored then, and why."""

    format: Literal["skerry-basis-1"] = "skerry-basis-1"
    as_at: datetime
    spans: tuple[BasisSpan, ...]
    not_monitored: tuple[NotMonitored, ...] = ()
    managed: tuple[Managed, ...] = ()

    def of_everybody(self) -> dict[str, Basis]:
        """A basis a person."""
        people: dict[str, list[BasisSpan]] = {}
        for span in self.spans:
            people.setdefault(span.person, []).append(span)
        return {person: Basis(person=person, spans=tuple(own)) for person, own in people.items()}


def basis_file(
    found: Iterable[Basis],
    at: datetime,
    not_monitored: Sequence[NotMonitored] = (),
    managed: Sequence[Managed] = (),
) -> BasisFile:
    """Several people's bases as one file."""
    spans = tuple(span for one in sorted(found, key=lambda one: one.person) for span in one.spans)
    return BasisFile(
        as_at=at, spans=spans, not_monitored=tuple(not_monitored), managed=tuple(managed)
    )


def write_basis(path: Path, content: BasisFile) -> None:
    """Write the file, one span a line's indent, for people to read too.

    Whole under another name first: whoever reads it sees the one before or this one, and no half.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_basis(path: Path) -> BasisFile:
    """Read the file; raises ``CaseworkError`` for one that cannot be understood as a whole."""
    try:
        content = msgspec.json.decode(path.read_bytes(), type=BasisFile)
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise CaseworkError(f"{path} is no basis file: {error}") from None
    for span in content.spans:
        _check(span, path)
    return content


def _check(span: BasisSpan, path: Path) -> None:
    moments = [moment for moment in (span.since, span.until) if moment is not None]
    if any(moment.tzinfo is None for moment in moments):
        raise CaseworkError(f"{path}: a span of {span.person} does not say in which zone it is")
    if span.until is not None and span.until <= span.since:
        raise CaseworkError(f"{path}: a span of {span.person} ends before it begins")

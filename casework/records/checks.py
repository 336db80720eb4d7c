"""The checks that records share; each raises ``CaseworkError`` with the field's name."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from casework.errors import CaseworkError

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def identifier(text: str, name: str) -> None:
    """Letters, digits and ``_.:-``, at most 64: it stands in logs, paths and topics."""
    if not _IDENTIFIER.fullmatch(text):
        raise CaseworkError(f"{name}: {text!r} is no identifier (letters, digits, _ . : -)")


def required(text: str, name: str) -> None:
    """Text that says something."""
    if not text.strip():
        raise CaseworkError(f"{name} is empty")


def sha256_hex(text: str, name: str) -> None:
    """A SHA-256 digest, 64 lower-case hex digits."""
    if not _SHA256.fullmatch(text):
        raise CaseworkError(f"{name}: {text!r} is no SHA-256 digest")


def in_zone(moment: datetime | None, name: str) -> None:
    """A time that says in which zone it is."""
    if moment is not None and moment.tzinfo is None:
        raise CaseworkError(f"{name}: {moment.isoformat()} does not say in which zone it is")


def in_order(since: date | None, until: date | None, name: str) -> None:
    """A span that does not end before it begins; both days, or both moments."""
    if since is not None and until is not None and until < since:
        raise CaseworkError(f"{name} ends ({until}) before it begins ({since})")


def distinct(items: Iterable[str], name: str) -> None:
    """No item twice."""
    seen: set[str] = set()
    for item in items:
        if item in seen:
            raise CaseworkError(f"{name}: {item!r} twice")
        seen.add(item)

"""Times as products write them: with a zone, in a zone that the map names, or as a count."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from monitor.csv_export.problem import Unmapped

RFC3339, UNIX, UNIX_MS = "rfc3339", "unix", "unix-ms"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTS = {UNIX: 1, UNIX_MS: 1000}


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A moment, from columns that are joined by a space.

    ``formats`` are tried in order: ``rfc3339``, ``unix`` and ``unix-ms`` (counts since 1970 UTC),
    or codes of ``strptime``. ``zone`` is where the clock stood. ``twice`` says which
    moment a time means that occurs twice, when clocks are put back; without it such a row is
    refused.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...] = (RFC3339,)
    zone: str | None = None
    twice: Literal["earlier", "later"] | None = None


def check_when(when: When) -> Iterator[str]:
    """What cannot be right in it."""
    if not when.columns or not when.formats:
        yield "a time needs a column and a format"
    if when.zone is not None and zone_of(when.zone) is None:
        yield f"no zone is called {when.zone!r}"


def zone_of(name: str) -> ZoneInfo | None:
    """The zone, or null for none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def moment(when: When, text: str) -> datetime:
    """The moment in UTC; raises ``Unmapped``."""
    column = " ".join(when.columns)
    found = next((one for form in when.formats if (one := _parsed(form, text)) is not None), None)
    if found is None:
        raise Unmapped(column, f"{text!r} is not as {' or '.join(when.formats)}")
    try:
        placed = found if found.tzinfo is not None else _placed(when, found)
        return placed.astimezone(UTC)
    except OverflowError:
        raise Unmapped(column, f"{text!r} is out of all bounds") from None


def _parsed(form: str, text: str) -> datetime | None:
    try:
        if form == RFC3339:
            return datetime.fromisoformat(text)
        if form in _COUNTS:
            return _EPOCH + timedelta(seconds=float(text) / _COUNTS[form])
        return datetime.strptime(text, form)
    except (ValueError, OverflowError):
        return None


def _placed(when: When, naive: datetime) -> datetime:
    """A time on the wall of a place as a moment."""
    column, zone = " ".join(when.columns), zone_of(when.zone) if when.zone else None
    if zone is None:
        raise Unmapped(column, f"{naive} does not say in which zone it is, nor does the map")
    earlier, later = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    one, other = earlier.utcoffset(), later.utcoffset()
    if one == other or one is None or other is None:
        return earlier
    if one < other:
        raise Unmapped(column, f"{naive} never was in {when.zone}: the clocks were put forward")
    if when.twice is None:
        raise Unmapped(column, f"{naive} was twice in {when.zone}: the map says not which")
    return earlier if when.twice == "earlier" else later

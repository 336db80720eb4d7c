"""Times: UTC moments, days by the clocks of the courts, and the one form they are written in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework.errors import CaseworkError

Clock = Callable[[], datetime]
"""Gives the present moment in UTC; tests give their own."""

COURTS = ZoneInfo("Europe/London")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The host's clock."""
    return datetime.now(UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC; raises ``CaseworkError`` for a time without a zone."""
    if moment.tzinfo is None:
        raise CaseworkError(f"{moment.isoformat()} does not say in which zone it is")
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(count: int) -> datetime:
    """The UTC moment so many microseconds after 1970."""
    return _EPOCH + count * _MICROSECOND


def written(moment: datetime) -> str:
    """RFC 3339 in UTC, always with six decimals: the text sorts as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def midnight_after(day: date) -> datetime:
    """The UTC moment at which a day ends by the clocks of the courts.

    An order until a day is in force on that day, so it ends at that day's end.
    """
    return start_of(day + timedelta(days=1))


def start_of(day: date) -> datetime:
    """The UTC moment at which a day begins by the clocks of the courts."""
    return datetime.combine(day, time(), COURTS).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day it is at that moment by the clocks of the courts."""
    return moment.astimezone(COURTS).date()

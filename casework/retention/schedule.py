"""A retention schedule, as its force wrote it: a TOML file.

::

    schedule = "example"
    version = "1"

    [[rules]]
    id = "managed"
    title = "While managed, and for ten years after"
    counted_from = "management ended"
    years = 10
    review_every = 5
"""

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from casework.errors import CaseworkError
from casework.records.checks import distinct


class CountedFrom(StrEnum):
    """The day from which a rule's years are counted."""

    MANAGEMENT_ENDED = "management ended"
    NOTIFICATION_ENDED = "notification ended"
    LAST_ORDER_ENDED = "last order ended"
    BIRTH = "birth"
    DEATH = "death"


class RetentionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many years from that day; reviewed again every so many years while records are kept."""

    id: str
    title: str
    counted_from: CountedFrom
    years: int
    review_every: int

    def __post_init__(self) -> None:
        if self.years < 0 or self.review_every < 1:
            raise CaseworkError(f"rule {self.id}: years are not negative, reviews a year apart")


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules, all of which apply: records are kept until the last of them lets go."""

    schedule: str
    version: str
    rules: tuple[RetentionRule, ...]

    def __post_init__(self) -> None:
        distinct((rule.id for rule in self.rules), "rules")
        if not self.rules:
            raise CaseworkError(f"schedule {self.schedule} has no rules")


def read_schedule(path: Path) -> Schedule:
    """The schedule in a file; raises ``CaseworkError`` where it cannot be understood."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Schedule)
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeError, msgspec.MsgspecError) as error:
        raise CaseworkError(f"{path} is no retention schedule: {error}") from None


def years_after(day: date, years: int) -> date:
    """The same day so many years on; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)

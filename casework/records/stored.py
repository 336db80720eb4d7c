"""A record as it is on file: which revision, by whom, when, why."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from casework.records.base import Record

R = TypeVar("R", bound=Record)


class Stored(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """One revision of a record. ``sequence`` is its line in the audit log."""

    record: R
    revision: int
    author: str
    recorded: datetime
    reason: str | None
    sequence: int

"""The reporting year: 1 April to 31 March (MAPPA national guidance, Scotland, annex 3)."""

import re
from datetime import date

import msgspec

from casework.errors import CaseworkError


class ReportingYear(msgspec.Struct, frozen=True, order=True):
    """The year that ends on 31 March of ``ends_in``."""

    ends_in: int

    @property
    def first(self) -> date:
        """1 April, from which flows are counted."""
        return date(self.ends_in - 1, 4, 1)

    @property
    def last(self) -> date:
        """31 March, to which flows are counted and on which stocks are."""
        return date(self.ends_in, 3, 31)

    @property
    def label(self) -> str:
        """As ``2024-25``."""
        return f"{self.ends_in - 1}-{self.ends_in % 100:02}"

    def has_ended(self, today: date) -> bool:
        """Whether 31 March is over by that day."""
        return self.last < today

    def covers(self, day: date) -> bool:
        """Whether a day lies in the year."""
        return self.first <= day <= self.last


def reporting_year(text: str) -> ReportingYear:
    """The year in ``2024-25``; raises ``CaseworkError``: ``2025`` says too little."""
    found = re.fullmatch(r"([12]\d{3})-(\d\d)", text)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise CaseworkError(f"{text!r} is no reporting year: write 2024-25")
    return ReportingYear(int(found[1]) + 1)


def long_day(day: date) -> str:
    """As ``31 March 2025``."""
    return f"{day.day} {day:%B %Y}"

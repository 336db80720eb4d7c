"""A year's statistics as published: frozen, and restated only by another, with a reason."""

from hashlib import sha256
from typing import ClassVar

from casework.act import Operation
from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.checks import required


class Publication(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``content`` is the pack's JSON and ``sha256`` its digest; it names no person.

    ``version`` is 1 for the first of a year; any later one restates the one before and says why.
    """

    KIND: ClassVar[str] = "publication"
    ADDED: ClassVar[Operation] = Operation.COMBINATION
    REVISABLE: ClassVar[bool] = False

    year: str
    version: int
    content: str
    sha256: str
    restates: str | None = None
    reason: str | None = None

    def check(self) -> None:
        """The digest is the content's; a restatement says of what and why."""
        if sha256(self.content.encode()).hexdigest() != self.sha256:
            raise CaseworkError(f"publication {self.id}: the content is not that of its digest")
        if self.id != publication_id(self.year, self.version):
            raise CaseworkError(f"publication {self.id}: not of {self.year}, {self.version}")
        before = publication_id(self.year, self.version - 1) if self.version > 1 else None
        if self.restates != before:
            raise CaseworkError(f"publication {self.id}: restates {before}, not {self.restates}")
        if self.version > 1:
            required(self.reason or "", f"publication {self.id}: reason of the restatement")


def publication_id(year: str, version: int) -> str:
    """One a year and version: two that publish at a time cannot both."""
    return f"{year}.v{version}"

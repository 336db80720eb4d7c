"""What every record is: frozen, identified, of a named kind, perhaps about one person."""

from typing import ClassVar

import msgspec

from casework.act import Operation
from casework.records.checks import identifier


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing on file. Author, time and reason are kept with each revision (``Stored``).

    ``KIND`` names the table's rows; ``ADDED`` is how the log calls the first of them. A record that
    is not ``REVISABLE`` is superseded by another and never has a second revision.
    """

    KIND: ClassVar[str] = ""
    ADDED: ClassVar[Operation] = Operation.COLLECTION
    REVISABLE: ClassVar[bool] = True

    id: str

    def __post_init__(self) -> None:
        identifier(self.id, "id")
        self.check()

    def check(self) -> None:
        """Raise ``CaseworkError`` where the record contradicts itself."""

    @property
    def about(self) -> str | None:
        """The reference of the person whom it is about; null for the unit's own records."""
        return None


class PersonRecord(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record about one person, kept under that person's key and erased with it."""

    person: str

    def __post_init__(self) -> None:
        identifier(self.person, "person")
        super().__post_init__()

    @property
    def about(self) -> str | None:
        """The person's reference."""
        return self.person

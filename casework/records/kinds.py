"""Every kind of record, by the name under which it is stored."""

from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.person import Person

KINDS: dict[str, type[Record]] = {record.KIND: record for record in (Person,)}


def kind_named(name: str) -> type[Record]:
    """The type of a kind; raises ``CaseworkError`` for a kind that this release does not know."""
    try:
        return KINDS[name]
    except KeyError:
        raise CaseworkError(f"no such kind of record: {name}") from None

"""What a jailed worker may say: about its own task, in records that hold together.

Whoever breaks a parser speaks with the worker's voice. It can lie about the entry it was given, but
not about any other, nor end the examination with records that cannot be read or stored.
"""

import msgspec

from triage.ids import entry_id, gap_id
from triage.jobs import Inspect
from triage.records import (
    Anything,
    Entry,
    Finding,
    Gap,
    Kind,
    MediumSize,
    Membership,
    Observation,
    Origin,
    State,
    decode,
)

Stated = Observation | Gap | Finding | Membership


class Disbelieved(Exception):
    """A worker sent what its task cannot have given."""


def believed(body: bytes) -> list[Anything]:
    """The records in ``body``. Raises ``Disbelieved`` where it holds none."""
    try:
        return decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Disbelieved(str(error)) from None


MOST_EXPANDED = 1 << 16
"""Bytes that an image can hold for each of its own: deflate gives back at most 1,032.

An image that claims more would be carved, or sampled, for ever.
"""

FAR = 1 << 60
"""Bytes: beyond any medium. A damaged file system may place files even farther."""

LARGEST_UNIT = 1 << 32
"""Bytes that a volume gives to a file at a time, at most."""


def believed_size(said: MediumSize, stored: int) -> MediumSize:
    """What a worker says of a medium whose image takes ``stored`` bytes. Raises ``Disbelieved``."""
    units = all(0 < unit <= LARGEST_UNIT for unit in said.units.values())
    if not 0 <= said.size <= min(stored * MOST_EXPANDED, FAR) or not units:
        raise Disbelieved("a size that cannot be")
    return said


class Claim:
    """One task of examining an entry: the ids it may speak of, its members' among them."""

    def __init__(self, job: Inspect) -> None:
        self._job = job
        self._known = {job.entry.id}

    def knows(self, file: str) -> bool:
        """Whether the task holds an entry of this id, as far as it was told."""
        return file in self._known

    def admit(self, body: bytes) -> list[Anything]:
        """The records in ``body``, all or none. Raises ``Disbelieved``."""
        records = believed(body)
        for record in records:
            if not self._holds(record):
                raise Disbelieved(type(record).__name__)
        return records

    def _holds(self, record: Anything) -> bool:
        match record:
            case Entry():
                return self._is_member(record)
            case Gap():
                again = gap_id(record, self._job.volume.offset)
                return record.file in self._known and self._is_here(record) and record.id == again
            case Observation():
                return record.file in self._known and record.state != State.PENDING
            case Finding() | Membership():
                return record.file in self._known
        return False

    def _is_here(self, record: Entry | Gap) -> bool:
        own = self._job.entry
        return (record.source, record.volume) == (own.source, own.volume)

    def _is_member(self, entry: Entry) -> bool:
        due = State.PENDING if entry.kind == Kind.FILE else State.DONE
        sound = (
            entry.origin == Origin.MEMBER
            and entry.parent in self._known
            and entry.state == due
            and self._is_here(entry)
            and entry.id == entry_id(entry, self._job.volume.offset)
        )
        if sound:
            self._known.add(entry.id)
        return sound

"""Look for certain hits among a person's media before anything is examined in full.

A digest costs a twentieth of what a picture does. Whatever a glance says decides the order of the
examination and nothing else: every entry is examined all the same.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping

import msgspec

from jail.pool import Completed, Emitted, Failed, Task
from triage.claims import Disbelieved
from triage.driving import Event
from triage.exam import reading
from triage.exam.connection import Connection
from triage.jobs import Glance
from triage.priority import FIRST, tier_of
from triage.records import Entry, Kind, State, Volume, encode

GLANCE = "glance:"
"""Before a number in the keys of tasks."""

BATCH = 48
"""Entries of an image to a task."""

LARGEST = 16 << 20
"""Bytes of an entry: larger ones wait for their turn."""

AT_MOST = 1 << 30
"""Bytes of an examination that are read twice for this."""

MOST_ENTRIES = 1 << 16
"""Entries of an examination that are glanced at, so that a host of tiny ones fills no memory."""

_EXACT = ("md5", "sha1", "sha256")
_found = msgspec.msgpack.Decoder(tuple[str, ...])


class Glances:
    """Entries that are to be glanced at, a batch at a time, and what came of those under way."""

    def __init__(self, worthwhile: bool) -> None:
        self._left = AT_MOST if worthwhile else 0
        self._entries = MOST_ENTRIES
        self._waiting: dict[int, deque[Entry]] = {}
        self._under_way: dict[str, tuple[Entry, ...]] = {}
        self._number = 0

    def add(self, entries: Iterable[Entry]) -> None:
        """Take on what belongs to the first tier, as long as there are bytes left to read."""
        for entry in entries:
            size = entry.size or 0
            to_do = entry.kind is Kind.FILE and entry.state is State.PENDING
            there_is_room = self._entries and 0 < size <= min(LARGEST, self._left)
            if to_do and there_is_room and tier_of(entry) == FIRST:
                self._left -= size
                self._entries -= 1
                self._waiting.setdefault(entry.volume, deque()).append(entry)

    def take(
        self, volumes: Mapping[int, Volume], opened: Callable[[Entry], int | None]
    ) -> Task | None:
        """The next task; null where there is nothing to glance at.

        Of a folder's files each comes by itself, with a descriptor that ``opened`` gives; those
        that it gives none for are left out.
        """
        for number, waiting in self._waiting.items():
            if waiting and volumes[number].kind == "folder":
                while waiting:
                    entry = waiting.popleft()
                    if (descriptor := opened(entry)) is not None:
                        return self._task((entry,), volumes[number], (descriptor,))
            elif waiting:
                batch = tuple(waiting.popleft() for _ in range(min(BATCH, len(waiting))))
                return self._task(batch, volumes[number])
        return None

    def _task(
        self, batch: tuple[Entry, ...], volume: Volume, descriptors: tuple[int, ...] = ()
    ) -> Task:
        self._number += 1
        key = f"{GLANCE}{self._number}"
        self._under_way[key] = batch
        body = encode(Glance(entries=batch, volume=volume, given=bool(descriptors)))
        return Task(key=key, body=body, descriptors=descriptors)

    def hits(self, event: Event) -> list[Entry]:
        """The entries that an alert set holds, as far as a worker says so.

        Raises ``Disbelieved`` where it names others than it was given.
        """
        if isinstance(event, Completed | Failed):
            self._under_way.pop(event.key, None)
        if not isinstance(event, Emitted):
            return []
        batch = self._under_way.get(event.key, ())
        try:
            named = set(_found.decode(event.body))
        except msgspec.MsgspecError as error:
            raise Disbelieved(str(error)) from None
        if not named <= {entry.id for entry in batch}:
            raise Disbelieved(event.key)
        return [entry for entry in batch if entry.id in named]

    def forget(self, volume: int) -> None:
        """Leave out what a listing that was cut short had named, also what is under way."""
        self._waiting.pop(volume, None)
        for key, batch in self._under_way.items():
            if batch and batch[0].volume == volume:
                self._under_way[key] = ()


def has_certain_alerts(connection: Connection) -> bool:
    """Whether any pinned alert set can be matched by a file's digest."""
    alerts = (row for row in reading.sets(connection) if row.disposition == "alert")
    return any(json.loads(row.entries).get(name) for row in alerts for name in _EXACT)

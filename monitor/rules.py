"""The rules that events are judged by, kept up to date while a stream is read.

The legal basis is looked at before every batch, so that a consent withdrawn, or an order ended, is
heeded by the next. Libraries are built beside the stream and swapped in between two batches.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from casework.basis.everybody import everybody
from casework.basis.file import read_basis
from casework.errors import CaseworkError
from casework.moments import day_of
from casework.store import Store as Casework
from keywords.library import load
from keywords.matcher import Matcher
from keywords.overlay import Overlay
from keywords.records import Library, LibraryError
from keywords.swap import uncollected
from monitor.assess import Rules
from monitor.cover import Cover
from monitor.errors import MonitorError
from monitor.events import EVENT_TYPES
from monitor.policy import Policy
from monitor.watch.pictures import Sets

Stamp = tuple[int, int, int]
"""What changes when a file is written: its time, size and number."""


class Basis(Protocol):
    """Where the legal basis is on record."""

    def current(self) -> Cover:
        """What may be looked at as known now; raises ``MonitorError``."""
        ...


class FileBasis:
    """A ``basis.json``, read again whenever it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp, self._cover = stamp(path), self._read()

    def current(self) -> Cover:
        """What the file says now; raises ``MonitorError`` where it cannot be read as a whole."""
        now = stamp(self._path)
        if now != self._stamp:
            self._cover = self._read()
            self._stamp = now
        return self._cover

    def _read(self) -> Cover:
        try:
            return Cover(read_basis(self._path))
        except CaseworkError as error:
            raise MonitorError(str(error)) from None


class CaseworkBasis:
    """Orders and consents on file in casework, read again when anything was filed, and each day.

    The level of management is that of the day.
    """

    def __init__(self, store: Casework, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._known: tuple[int, date] | None = None
        self._cover: Cover | None = None

    def current(self) -> Cover:
        """What is on file now; raises ``MonitorError`` where that cannot be read."""
        try:
            now = self._clock()
            state = self._store.position(), day_of(now)
            if self._cover is None or state != self._known:
                with self._store.reading() as reading:
                    self._cover = Cover(everybody(reading, now))
                self._known = state
        except CaseworkError as error:
            raise MonitorError(str(error)) from None
        return self._cover


def stamp(path: Path) -> Stamp:
    """What tells one state of a file from another; zeros where it is missing."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


Build = Callable[[], Matcher]


class Libraries:
    """Keyword libraries in files; a version that does not load leaves the running one in place.

    ``problem`` then says why, for status and log.
    """

    def __init__(self, paths: Sequence[Path], overlays: Sequence[tuple[str, Path]] = ()) -> None:
        self._paths, self._overlays = tuple(paths), tuple(overlays)
        self._stamps = self._now()
        self.problem: str | None = None
        self.matcher = self._built()
        self._builder: threading.Thread | None = None
        self._next: Matcher | None = None

    def current(self) -> Matcher:
        """The newest that is built; a change of a file starts building beside the stream."""
        if self._builder is None:
            if self._now() != self._stamps:
                self._stamps = self._now()
                self._builder = threading.Thread(target=self._build, name="libraries", daemon=True)
                self._builder.start()
        elif not self._builder.is_alive():
            self._builder = None
            self.matcher, self._next = self._next or self.matcher, None
        return self.matcher

    def _now(self) -> list[Stamp]:
        return [stamp(path) for path in (*self._paths, *(path for _, path in self._overlays))]

    def _build(self) -> None:
        try:
            with uncollected():
                self._next, self.problem = self._built(), None
        except MonitorError as error:
            self.problem = str(error)

    def _built(self) -> Matcher:
        try:
            libraries: list[Library] = [load(path) for path in self._paths]
            overlays = [Overlay(person, load(path)) for person, path in self._overlays]
            check_types([*libraries, *(overlay.library for overlay in overlays)])
            return Matcher(libraries, overlays)
        except LibraryError as error:
            raise MonitorError(str(error)) from None


def check_types(libraries: Sequence[Library]) -> None:
    """Raises ``LibraryError`` for a term of an event type that is none: it would never be met."""
    for library in libraries:
        for term in library.terms:
            unknown = sorted(term.applies_to - EVENT_TYPES.keys())
            if unknown:
                named = f"{library.name}: term {term.id!r}"
                raise LibraryError(f"{named} applies to {unknown[0]!r}, which is no event type")


class LiveRules:
    """The rules as they stand before each batch."""

    def __init__(
        self, basis: Basis, libraries: Libraries, policy: Policy, pictures: Sets | None = None
    ) -> None:
        self._basis, self.libraries, self._policy = basis, libraries, policy
        self._pictures = pictures

    def current(self) -> Rules:
        """What events are judged by now; raises ``MonitorError`` where the basis is not known."""
        return Rules(self._basis.current(), self.libraries.current(), self._policy, self._pictures)

"""Reaching directories of any depth from an open one, with few descriptors and no long path."""

import os
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple, Optional

from triage.sources.access_times import open_quietly

MOST_OPEN = 64


class Place(NamedTuple):
    """A directory below the root: its name and the directory above (null for the root)."""

    above: Optional["Place"]
    name: bytes

    def parts(self) -> list[bytes]:
        """The names from the root down."""
        names: list[bytes] = []
        place: Place | None = self
        while place is not None:
            names.append(place.name)
            place = place.above
        return names[::-1]


def path_of(place: Place | None) -> bytes:
    """The path from the root, which is ``/``."""
    return b"/" + b"/".join(place.parts() if place else ())


def place_of(parts: Iterable[bytes]) -> Place | None:
    """The place with these names from the root down."""
    place = None
    for name in parts:
        place = Place(place, name)
    return place


class Descent:
    """Opens directories component by component, following no symbolic link.

    The ``MOST_OPEN`` used last stay open, so that a walk down or up a tree opens each directory
    about once.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._open: OrderedDict[int, tuple[Place, int]] = OrderedDict()

    def reach(self, place: Place | None) -> int:
        """A descriptor of the directory, good until the next call. Raises ``OSError``."""
        missing: list[Place] = []
        while place is not None and id(place) not in self._open:
            missing.append(place)
            place = place.above
        if place is None:
            descriptor = self._root
        else:
            self._open.move_to_end(id(place))
            descriptor = self._open[id(place)][1]
        for below in reversed(missing):
            descriptor = open_quietly(below.name, os.O_DIRECTORY, descriptor)
            self._keep(below, descriptor)
        return descriptor

    def close(self) -> None:
        """Close all that is open but the root."""
        while self._open:
            os.close(self._open.popitem()[1][1])

    def _keep(self, place: Place, descriptor: int) -> None:
        """The place is kept with its descriptor so that its ``id`` stays its own."""
        self._open[id(place)] = (place, descriptor)
        if len(self._open) > MOST_OPEN:
            os.close(self._open.popitem(last=False)[1][1])

"""What a source hands over: raw records with where they stand, and how far a source was read."""

from typing import NamedTuple


class Coordinates(NamedTuple):
    """Where a record stands; in a file: its digest, 0, and the byte at which the line begins."""

    topic: str
    partition: int
    offset: int


class Record(NamedTuple):
    """One message as it arrived. ``received`` is the broker's time, µs since 1970 UTC; or null."""

    at: Coordinates
    key: bytes | None
    value: bytes
    received: int | None = None
    oversize: int | None = None
    """The length of a message that was too long to be read; ``value`` then holds its beginning."""


class Place(NamedTuple):
    """A partition as one owner holds it: a later owner has a higher ``epoch``."""

    topic: str
    partition: int
    epoch: int = 0


class Batch(NamedTuple):
    """Records of one or several partitions, and where each is read from next."""

    records: list[Record]
    next: dict[Place, int]

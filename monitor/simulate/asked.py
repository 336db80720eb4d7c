"""What is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """The same gives the same stream. ``start`` is in ms since 1970."""

    people: int
    events: int
    seed: int
    start: int

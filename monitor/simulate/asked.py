"""What is asked for."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """The same gives the same stream. ``start`` is in ms since 1970.

    ``days`` is the stream's length, null for what the events are enough for; ``episodes`` the group
    of behaviour that is played instead of the usual episodes.
    """

    people: int
    events: int
    seed: int
    start: int
    # not part of the name under which ids are made: streams made before they came keep theirs
    days: int | None = field(default=None, repr=False)
    episodes: str | None = field(default=None, repr=False)

"""What the monitor refuses, in one line that says what to do."""

from skerry import SkerryError


class MonitorError(SkerryError):
    """A source, a store or a rule that cannot be used as it is."""


class Fenced(MonitorError):
    """Another process reads this partition now: what this one read of it is not kept."""


class Unavailable(MonitorError):
    """The store cannot be reached now: nothing was kept, and trying again is worth while."""


class Contended(Unavailable):
    """Others held the store for too long, or two waited for each other."""

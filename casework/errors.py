"""What casework refuses, in one line that says what to do."""

from skerry import SkerryError


class CaseworkError(SkerryError):
    """A record, a change or a log that cannot be accepted as it is."""

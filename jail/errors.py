"""The jail's error."""

from skerry import SkerryError


class JailError(SkerryError):
    """The jail cannot be used: no worker can start, or it would falsify results."""

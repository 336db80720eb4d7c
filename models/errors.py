"""What the models refuse, in one line that says what to do."""

from skerry import SkerryError


class ModelError(SkerryError):
    """A model, or what it is to be made of, that cannot be used as it is."""

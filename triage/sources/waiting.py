"""Directories still to be listed: a person's media first, and the last found first among equals."""

from typing import Generic, TypeVar

from triage.priority import FIRST, NEXT, REST, directory_tier

Item = TypeVar("Item")


class Waiting(Generic[Item]):
    """Directories by how much they matter, so that media is examined while the rest is listed."""

    def __init__(self) -> None:
        self._tiers: dict[int, list[Item]] = {tier: [] for tier in (FIRST, NEXT, REST)}

    def add(self, directory: Item, path: bytes) -> None:
        """Have a directory listed; ``path`` is raw bytes without ``/`` at the end."""
        self._tiers[directory_tier(path)].append(directory)

    def take(self) -> Item | None:
        """The next one, null where none is left."""
        return next((tier.pop() for tier in self._tiers.values() if tier), None)

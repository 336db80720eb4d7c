"""``skerry monitor …``."""

from casework.asking import Parsers, group
from monitor.schemas import command as schemas


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "monitor", "events of monitored devices, and alerts about them")
    schemas.add(commands)

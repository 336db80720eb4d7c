"""``skerry monitor …``."""

from casework.asking import Parsers, group
from monitor import commands_alerts, commands_run
from monitor.schemas import command as schemas


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "monitor", "events of monitored devices, and alerts about them")
    commands_run.add(commands)
    commands_alerts.add(commands)
    schemas.add(commands)

"""``skerry monitor …``."""

from casework.asking import Parsers, group
from monitor import (
    commands_alerts,
    commands_held,
    commands_quarantine,
    commands_replay,
    commands_run,
    commands_sample,
    commands_show,
    commands_silence,
    commands_status,
    commands_tidy,
    commands_usual,
    commands_whatif,
)
from monitor.csv_export import command as csv_export
from monitor.schemas import command as schemas
from monitor.simulate import command as simulate


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "monitor", "events of monitored devices, and alerts about them")
    commands_run.add(commands)
    commands_alerts.add(commands)
    commands_silence.add(commands)
    commands_sample.add(commands)
    commands_show.add(commands)
    commands_held.add(commands)
    commands_quarantine.add(commands)
    commands_replay.add(commands)
    commands_status.add(commands)
    commands_tidy.add(commands)
    commands_whatif.add(commands)
    commands_usual.add(commands)
    schemas.add(commands)
    simulate.add(commands)
    csv_export.add(commands)

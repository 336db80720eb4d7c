"""``skerry monitor status``: what waits, what was refused, who is not monitored."""

import argparse
from contextlib import closing
from pathlib import Path

from casework.asking import Parsers
from casework.moments import moment_of, written
from casework.terminal import tell, tell_json
from monitor.commands_alerts import command
from monitor.rules import FileBasis
from monitor.running import wall_clock
from monitor.status import NotMonitored, Status, status
from monitor.store.opening import open_store
from skerry import home


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "status", "what waits, and who is not monitored", "status --json")
    parser.add_argument("--basis", type=Path, metavar="FILE.json", help="whose reasons to give")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(perform=_perform)


def _perform(given: argparse.Namespace) -> int:
    missing = [] if given.basis is None else _missing(given.basis)
    with closing(open_store(home(), given.store)) as store, store.reading() as connection:
        found = status(connection, wall_clock(), missing)
    if given.json:
        tell_json(found)
    else:
        _tell(found)
    return 0


def _missing(path: Path) -> list[NotMonitored]:
    content = FileBasis(path).current().content
    return [
        NotMonitored(person=one.person, device=one.device, reason=one.reason)
        for one in content.not_monitored
    ]


def _tell(found: Status) -> None:
    tell(f"events: {found.events} in {found.partitions} partitions")
    tell(f"alerts: {_counted(found.alerts)}; past their time: {found.overdue}")
    if found.oldest_open is not None:
        tell(f"oldest open alert raised: {written(moment_of(found.oldest_open))}")
    tell(f"not delivered yet: {_counted(found.waiting)}")
    tell(f"quarantined: {_counted(found.quarantined)}")
    tell(f"outside the legal basis: {_counted(found.refused)}")
    for worker in found.workers:
        lag = "unknown" if worker.lag is None else worker.lag
        seen = written(moment_of(worker.seen))
        tell(f"process {worker.name}: {worker.rate} events/s, waiting {lag}, last seen {seen}")
    for one in found.not_monitored:
        where = one.person if one.device is None else f"{one.person}, device {one.device}"
        tell(f"NOT MONITORED {where}: {one.reason}")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"

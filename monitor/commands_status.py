"""``skerry monitor status``: what waits, what was refused, who is not monitored."""

import argparse
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from casework.asking import Parsers
from casework.errors import CaseworkError
from casework.moments import moment_of, written
from casework.terminal import tell, tell_json, warn
from models.errors import ModelError
from models.fits import Fits
from monitor.asking import basis_of
from monitor.commands_alerts import command
from monitor.cover import Cover
from monitor.running import wall_clock
from monitor.seat import add_seat, seated
from monitor.status import NotMonitored, Status, status
from monitor.store.opening import known_store
from skerry import home


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = command(commands, "status", "what waits, and who is not monitored", "status --json")
    parser.add_argument(
        "--basis", type=Path, metavar="FILE.json", help="legal basis; default: casework's orders"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_seat(parser)
    parser.set_defaults(perform=_perform)


def _perform(given: argparse.Namespace) -> int:
    cover = _cover(given)
    with closing(known_store(home(), given.store)) as store, store.reading() as connection:
        missing = [] if cover is None else _missing(cover)
        covered = set() if cover is None else cover.people
        found = status(connection, wall_clock(), missing, covered)
        model = _model(connection, store.master)
    found = msgspec.structs.replace(found, not_monitored=_to_see(given, found), model=model)
    if given.json:
        tell_json(found)
    else:
        _tell(found)
    return 0


def _model(connection: Connection, master: bytes) -> Fits | None:
    """How the model that runs fits; nothing heavy is loaded where none was approved."""
    if not (home() / "models" / "approvals.jsonl").exists():
        return None
    from monitor.watching_models import fits  # noqa: PLC0415 - scikit-learn takes a second

    try:
        return fits(connection, master, home())
    except ModelError as error:
        warn(str(error))
        return None


def _cover(given: argparse.Namespace) -> Cover | None:
    """What may be monitored now; null where no basis is on record at all."""
    if given.basis is None and given.casework is None and not (home() / "casework.db").exists():
        return None
    with basis_of(given) as basis:
        return basis.current()


def _missing(cover: Cover) -> list[NotMonitored]:
    return [
        NotMonitored(person=one.person, device=one.device, reason=one.reason)
        for one in cover.content.not_monitored
    ]


def _to_see(given: argparse.Namespace, found: Status) -> list[NotMonitored] | None:
    """Those whom the account signed in may see; counts are for everybody at the host."""
    everybody = found.not_monitored or []
    try:
        with seated(given) as seat:
            seen = seat.seen("basis.consult", {one.person for one in everybody})
    except CaseworkError as error:
        warn(f"who is not monitored is not shown: {error}")
        return None
    return [one for one in everybody if one.person in seen]


def _tell(found: Status) -> None:
    tell(f"events: {found.events} in {found.partitions} partitions")
    tell(f"alerts: {_counted(found.alerts)}; past their time: {found.overdue}")
    if found.oldest_open is not None:
        tell(f"oldest open alert raised: {written(moment_of(found.oldest_open))}")
    tell(f"not delivered yet: {_counted(found.waiting)}")
    tell(f"quarantined: {_counted(found.quarantined)}")
    tell(f"outside the legal basis: {_counted(found.refused)}")
    if found.model is not None:
        own = found.model
        tell(f"model {own.model}, over {own.verdicts} verdicts: {own.inputs}; {own.calibration}")
    for worker in found.workers:
        lag = "unknown" if worker.lag is None else worker.lag
        seen = written(moment_of(worker.seen))
        tell(f"process {worker.name}: {worker.rate} events/s, waiting {lag}, last seen {seen}")
    for one in found.not_monitored or ():
        where = one.person if one.device is None else f"{one.person}, device {one.device}"
        tell(f"NOT MONITORED {where}: {one.reason}")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"

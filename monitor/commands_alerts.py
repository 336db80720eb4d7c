"""``skerry monitor alerts``, ``verdict``, ``acknowledge``, ``note``, ``refer``."""

import argparse
from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import Connection, Select, select

from casework.asking import RAW, Parsers
from casework.terminal import tell, tell_json, tell_rows
from monitor.acting import VERDICTS, Action, Doing, act
from monitor.alert import Alert
from monitor.asking import add_model, judge_named
from monitor.errors import MonitorError
from monitor.judged import Judging, judged
from monitor.rendering import alert_of
from monitor.running import wall_clock
from monitor.seat import add_seat, seated
from monitor.store import alerts
from monitor.store.keys import stored_keys
from monitor.store.opening import Store, known_store
from monitor.store.tables import ALERTS
from skerry import home

WIDTH = 100
"""Characters of an explanation in the table."""

HEADER = ("id", "severity", "state", "person", "device", "theme", "count", "updated", "explanation")


def command(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """A command of the monitor that works with its store."""
    parser = commands.add_parser(
        name, help=text, formatter_class=RAW, epilog=f"example: skerry monitor {example}"
    )
    parser.add_argument("--store", metavar="URL", help="default: monitor.db in SKERRY_HOME")
    return parser


def add(commands: Parsers) -> None:
    """Add the commands."""
    parser = command(commands, "alerts", "list alerts, worst and oldest first", "alerts")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.add_argument("--person")
    parser.add_argument("--state", choices=("open", "acknowledged", "referred", "closed"))
    add_model(parser)
    add_seat(parser)
    parser.set_defaults(perform=_list)
    example = "verdict 5f2c… useful --note 'visited the same day'"
    parser = _doing(commands, "verdict", "say what an alert was worth, and close it", example)
    parser.add_argument("verdict", choices=[str(one) for one in VERDICTS])
    for action, text in (
        (Action.ACKNOWLEDGE, "take an alert on: nobody else is told until it gets worse"),
        (Action.NOTE, "write something to an alert"),
        (Action.REFER, "pass an alert to the offender manager"),
    ):
        parser = _doing(commands, action, text, f"{action} 5f2c… --note 'in hand'")
        parser.set_defaults(verdict=action)


def _doing(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    parser = command(commands, name, text, example)
    parser.add_argument("alert", help="id of the alert, or the beginning of it")
    parser.add_argument("--note", default="", help="what there is to say about it")
    add_seat(parser)
    parser.set_defaults(perform=_act)
    return parser


def _list(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        found = list(raised(store, given.person, given.state, judge_named(given.model)))
        seen = seat.seen("alert.consult", {alert.person for alert in found})
    found = [alert for alert in found if alert.person in seen]
    if given.format == "jsonl":
        for alert in found:
            tell_json(alert)
        return 0
    tell_rows(HEADER, [_row(alert) for alert in found], "table")
    return 0


def _row(alert: Alert) -> list[object]:
    """A line of the table: what is enough to choose one; ``show`` has the rest."""
    cells = {name: getattr(alert, name) for name in HEADER}
    text = alert.explanation
    cells |= {"id": alert.id[:12], "updated": alert.updated[:16].replace("T", " ")}
    cells["explanation"] = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
    return [cells[name] for name in HEADER]


def raised(
    store: Store,
    person: str | None = None,
    state: str | None = None,
    judge: Judging | None = None,
) -> Iterator[Alert]:
    """Alerts, the worst and then the oldest first; a judge orders those that are alike bad."""
    column = ALERTS.c
    query = alerts.all_raised().order_by(column.rank.desc(), column.opened, column.id)
    query = query if person is None else query.where(column.person == person)
    query = query if state is None else query.where(column.state == state)
    with store.reading() as connection:
        if judge is not None:
            yield from _ordered(connection, store.master, query, judge)
            return
        for row in connection.execute(query):
            key = stored_keys(connection, store.master, [row.person]).get(row.person)
            if key is not None:
                yield alert_of(alerts.opened(row, key).group)


def _ordered(
    connection: Connection, master: bytes, query: Select[tuple[object, ...]], judge: Judging
) -> list[Alert]:
    rows = connection.execute(query).all()
    keys = stored_keys(connection, master, {row.person for row in rows})
    groups = [alerts.opened(row, keys[row.person]).group for row in rows if row.person in keys]
    said = judged(judge, connection, groups, keys)
    found = [alert_of(group, own) for group, own in zip(groups, said, strict=True)]
    return sorted(found, key=lambda alert: (-alert.severity.rank, -(alert.priority or 0.0)))


def _act(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        alert = whole_id(store, given.alert, Action(given.verdict) in VERDICTS)
        seat.does("alert.decide", person_of(store, alert))
        doing = Doing(Action(given.verdict), seat.author, wall_clock(), given.note)
        group = act(store, alert, doing)
    tell(f"{group.id}: {group.standing.state}, revision {group.revision}")
    return 0


def whole_id(store: Store, begun: str, below: bool = False) -> str:
    """The id that begins so; raises ``MonitorError`` for none or several.

    ``below``: what has not alerted is looked for too.
    """
    column = ALERTS.c
    query = select(column.id).where(column.id.startswith(begun, autoescape=True))
    query = query.where(column.revision > 0 if below else column.raised.is_not(None))
    with store.reading() as connection:
        found = list(connection.execute(query.limit(2)).scalars())
    if len(found) != 1:
        which = "several alerts begin" if found else "no alert begins"
        raise MonitorError(f"{which} with {begun!r}: monitor alerts lists them")
    return str(found[0])


def person_of(store: Store, alert: str) -> str:
    """Whom an alert is about; raises ``MonitorError`` where there is no such alert."""
    with store.reading() as connection:
        person = connection.execute(select(ALERTS.c.person).where(ALERTS.c.id == alert)).scalar()
    if person is None:
        raise MonitorError(f"there is no alert {alert}")
    return str(person)

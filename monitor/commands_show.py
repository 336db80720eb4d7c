"""``skerry monitor show`` and ``why``: one alert in full, and what became of one event."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing

from casework.asking import Parsers
from casework.terminal import tell, tell_json
from monitor.alert import Evidence
from monitor.commands_alerts import command, person_of, whole_id
from monitor.errors import MonitorError
from monitor.event import DEVICE
from monitor.history import Delivery, History, history
from monitor.seat import Seat, add_seat, seated
from monitor.store.opening import Store, known_store
from monitor.whereabouts import Fate, fates
from skerry import home


def add(commands: Parsers) -> None:
    """Add the commands."""
    parser = command(commands, "show", "one alert in full", "show 5f2c")
    parser.add_argument("alert", help="id of the alert, or the beginning of it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_seat(parser)
    parser.set_defaults(perform=_show)
    example = "why 01KAPCC7P0 --source device/D-17"
    parser = command(commands, "why", "what became of one event", example)
    parser.add_argument("event", help="id of the event")
    parser.add_argument("--source", required=True, metavar="device/D", help="the event's source")
    parser.add_argument("--person", help="whose device it is; spares a search of everybody's")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_seat(parser)
    parser.set_defaults(perform=_why)


def _show(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        found = shown(store, seat, given.alert)
    if given.format == "json":
        tell_json(found)
        return 0
    for line in lines(found):
        tell(line)
    return 0


def shown(store: Store, seat: Seat, begun: str) -> History:
    """An alert in full, to whoever may see it; raises ``MonitorError`` and ``CaseworkError``."""
    alert = whole_id(store, begun)
    seat.does("alert.consult", person_of(store, alert))
    with store.reading() as connection:
        return history(connection, store.master, alert)


def lines(found: History) -> Iterator[str]:
    """An alert in full, for people."""
    alert = found.alert
    yield f"alert {alert.id}, revision {alert.revision}: {alert.severity}, {alert.state}"
    yield f"person {alert.person}, theme {alert.theme}, {_counted(alert.count, 'event')}"
    yield f"events from {alert.opened} to {alert.updated}; raised {found.raised}"
    if found.due is not None:
        yield f"to be acknowledged by {found.due}"
    if found.level:
        yield f"told further {_counted(found.level, 'time')} for want of an acknowledgement"
    yield f"why: {alert.explanation}"
    if alert.suggests:
        yield f"areas to reconsider: {', '.join(alert.suggests)}"
    if alert.library:
        yield f"judged by: {alert.library}"
    yield "evidence:"
    for item, because in zip(alert.evidence, found.because, strict=True):
        yield from _evidence(item, because)
    yield "what was done:" if found.actions else "what was done: nothing yet"
    for deed in found.actions:
        yield f"  {deed.at} {deed.author}: {deed.action}" + (f": {deed.note}" if deed.note else "")
    yield "who was told:" if found.deliveries else "who was told: nobody; no target was given"
    for delivery in found.deliveries:
        yield f"  {delivery.target}: {_delivered(delivery)}"
    fate = ", ".join(f"{count} {reason}" for reason, count in found.fates.items())
    yield f"events of this person and theme: {fate}"


def _evidence(item: Evidence, because: str) -> Iterator[str]:
    yield f"  {item.time} {item.type} {item.event} (received {item.received}): {because}"
    if item.excerpt is not None:
        yield f"    {marked(item.excerpt, item.spans)}"


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with what was found between »these marks«; what overlaps is one."""
    joined: list[list[int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    parts, done = [], 0
    for begin, end in joined:
        parts.append(f"{text[done:begin]}»{text[begin:end]}«")
        done = end
    return "".join([*parts, text[done:]])


def _delivered(delivery: Delivery) -> str:
    parts = []
    if delivery.delivered is not None:
        parts.append(f"revision {delivery.delivered} delivered {delivery.at}")
    if delivery.waiting is not None:
        tries = f", tried {_counted(delivery.attempts, 'time')}" if delivery.attempts else ""
        parts.append(f"revision {delivery.waiting} not delivered yet{tries}")
    return "; ".join(parts)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _why(given: argparse.Namespace) -> int:
    if not given.source.startswith(DEVICE) or given.source == DEVICE:
        raise MonitorError(f"--source is the event's own, device/…, not {given.source!r}")
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        with store.reading() as connection:
            found = fates(connection, store.master, given.source, given.event, given.person)
        for person in sorted({one.person for one in found if one.person is not None}):
            seat.does("alert.consult", person)
    for one in found:
        if given.json:
            tell_json(one)
        else:
            tell(_told(one))
    return 0


def _told(fate: Fate) -> str:
    head = fate.outcome if fate.theme is None else f"{fate.outcome}, theme {fate.theme}"
    tail = "" if fate.alert is None else f" ({fate.alert})"
    return f"{head}: {fate.says}{tail}"

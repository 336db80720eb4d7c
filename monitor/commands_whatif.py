"""``skerry monitor whatif``: what other libraries would have changed; live state stands."""

import argparse
import hashlib
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing

import msgspec

from casework.asking import Parsers
from casework.importing.rows import moment
from casework.moments import microseconds
from casework.terminal import tell, tell_json, warn
from monitor.asking import add_rules, rules_of
from monitor.commands_alerts import command
from monitor.event import Event
from monitor.running import wall_clock
from monitor.seat import Seat, add_author, seated
from monitor.store.approvals import Approved, approve
from monitor.store.archive import archived, people_in
from monitor.store.opening import Store, known_store
from monitor.whatif import Asked, Report, report
from skerry import UsageError, home

INSTALLED = "all libraries installed"


def add(commands: Parsers) -> None:
    """Add the command."""
    example = "whatif --from 2026-10-01 --to 2026-11-01 --library new.yaml --basis basis.json"
    text = "run history again under other libraries, and show what would change"
    parser = command(commands, "whatif", text, example)
    parser.add_argument("--from", type=moment, required=True, dest="since", metavar="T")
    parser.add_argument("--why", metavar="REASON", help="why the change is approved")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_rules(parser)
    add_author(parser)
    add_options(parser)
    parser.set_defaults(perform=perform)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``monitor replay --from`` takes too."""
    parser.add_argument("--to", type=moment, dest="until", metavar="T", help="up to when")
    parser.add_argument(
        "--before",
        action="append",
        default=[],
        metavar="LIB",
        help="the libraries to compare with; default: all that are installed",
    )
    parser.add_argument("--model", metavar="NAME", help="say how likely an operator is to act")
    parser.add_argument(
        "--approve", action="store_true", help="put on record that the change is approved"
    )


def perform(given: Namespace) -> int:
    """Compare, and where asked put the approval on record."""
    if given.until is None or not (given.library or given.model):
        raise UsageError("give --to, and what is new: --library LIB or --model NAME")
    if given.approve and not given.why:
        raise UsageError("--approve asks for --why")
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        people = _people(store, seat)
        found = _compared(given, store, people)
        for line in [] if given.json else lines(found):
            tell(line)
        ordered = _ordered(given, store, people)
        for line in [] if given.json else ordered:
            tell(line)
        if given.json:
            tell_json({"report": found, "priorities": ordered})
        if given.approve:
            number = _approved(given, store, seat, found)
            warn(f"approval {number} is on record, by {seat.author}")
    return 0


def _people(store: Store, seat: Seat) -> list[str]:
    with store.reading() as connection:
        people = sorted(people_in(connection))
    return sorted(seat.seen("alert.consult", people))


def _history(store: Store, people: list[str]) -> dict[str, list[Event]]:
    with store.reading() as connection:
        return {one: list(archived(connection, store.master, one)) for one in people}


def _asked(given: Namespace) -> Asked:
    return Asked(
        since=microseconds(given.since),
        until=microseconds(given.until),
        before=", ".join(given.before) or INSTALLED,
        after=", ".join(given.library) or INSTALLED,
    )


def _compared(given: Namespace, store: Store, people: list[str]) -> Report:
    earlier = Namespace(**{**vars(given), "library": given.before})
    with rules_of(earlier) as before, rules_of(given) as after:
        history = _history(store, people)
        return report(history, before.current(), after.current(), _asked(given))


def _ordered(given: Namespace, store: Store, people: list[str]) -> list[str]:
    """Alerts of the time asked for in the order of a model, which raises and orders only."""
    if given.model is None:
        return []
    from models.catalogue import Catalogue  # noqa: PLC0415 - scikit-learn takes a second
    from models.storage import check_features, load  # noqa: PLC0415
    from monitor.judge import Judge  # noqa: PLC0415
    from monitor.priority import window_of  # noqa: PLC0415
    from monitor.whatif import raised  # noqa: PLC0415

    fitted, card = load(Catalogue(home() / "models").place(given.model))
    check_features(fitted, given.model)
    judge, asked = Judge(fitted, card), _asked(given)
    with rules_of(given) as rules:
        history = _history(store, people)
        found = [
            one
            for person in people
            for one in raised(person, history[person], rules.current(), asked)
        ]
    said = judge.windows([window_of(one.group, one.others) for one in found])
    both = [(one, own.judgement) for one, own in zip(found, said, strict=True) if own]
    both.sort(key=lambda pair: (-pair[1].priority, pair[0].at, pair[0].group.id))
    return [
        f"{one.group.severity} {one.group.theme} {one.group.person}: {judgement.words()}"
        for one, judgement in both
    ]


def _approved(given: Namespace, store: Store, seat: Seat, found: Report) -> int:
    digest = hashlib.sha256(msgspec.json.encode(found)).hexdigest()
    what = ", ".join([*given.library, *([f"model {given.model}"] if given.model else [])])
    approved = Approved(what, seat.author, wall_clock(), given.why, digest, found.summary())
    with store.writing() as connection:
        return approve(connection, approved)


def lines(found: Report) -> Iterator[str]:
    """The report, for people."""
    yield found.summary()
    yield f"{found.events} archived events of {found.people} people were run again, twice"
    for name, (before, after) in found.by_category.items():
        yield f"category {name}: {before} before, {after} after"
    for day, (before, after) in found.by_day.items():
        yield f"day {day}: {before} before, {after} after"
    for kind, changes in found.examples.items():
        for one in changes:
            yield (
                f"{kind}: {one.severity} {one.theme} of {one.person}, raised"
                f" {one.before or 'never'} before, {one.after or 'never'} after: {one.explanation}"
            )

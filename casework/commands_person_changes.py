"""``skerry people manage|move|custody|stands|notify``: what changes in a person's life, by span."""

import argparse
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

import msgspec

from casework.asking import Parsers, command, option, signed_in
from casework.errors import CaseworkError
from casework.importing.rows import day
from casework.moments import day_of, utc_now
from casework.records.person import (
    CustodySpell,
    Episode,
    Management,
    Notification,
    Person,
    Residence,
    Span,
    Standing,
)
from casework.standing import on
from casework.terminal import tell

S = TypeVar("S", bound=Span)
Change = Callable[[argparse.Namespace, Person, date], Person]

EPISODES = (Standing.WANTED, Standing.MISSING, Standing.ABROAD, Standing.DECEASED)


def register(commands: Parsers) -> None:
    """Add the commands to those of ``people``."""
    text = "another level, category, area or authority from a day on; or no more"
    parser = _change(commands, "manage", text, "P-0042 --level 2", managed)
    parser.add_argument("--area")
    parser.add_argument("--authority")
    parser.add_argument("--category", type=int, choices=(1, 2, 3))
    parser.add_argument("--level", type=int, choices=(1, 2, 3))
    parser.add_argument("--ended", action="store_true", help="managed no more after that day")
    text = "lives elsewhere from a day on"
    parser = _change(commands, "move", text, "P-0042 --address '2 Nowhere Street'", moved)
    parser.add_argument("--address", required=True)
    text = "in prison, or with --hospital in hospital, from a day on; or out"
    parser = _change(commands, "custody", text, "P-0042 --place 'HMP Unreal'", in_custody)
    parser.add_argument("--place")
    parser.add_argument("--hospital", action="store_true")
    parser.add_argument("--out", action="store_true", help="that day was the last of it")
    text = "wanted, missing, abroad or deceased from a day on; or no longer"
    parser = _change(commands, "stands", text, "P-0042 wanted", standing)
    parser.add_argument("standing", choices=[str(one) for one in EPISODES])
    parser.add_argument("--ended", action="store_true", help="that day was the last of it")
    text = "notification requirements from a day on; or their end"
    parser = _change(commands, "notify", text, "P-0042 --until 2031-10-31", notifying)
    parser.add_argument("--until", type=option(day), metavar="DAY")
    parser.add_argument("--indefinite", action="store_true")


def _change(
    commands: Parsers, name: str, text: str, example: str, change: Change
) -> argparse.ArgumentParser:
    example = f"skerry people {name} {example}"
    parser = command(commands, name, text, example, "person.consult", "person.revise")
    parser.add_argument("person")
    parser.add_argument("--since", type=option(day), metavar="DAY", help="default: today")
    parser.set_defaults(perform=partial(_perform, change))
    return parser


def _perform(change: Change, given: argparse.Namespace) -> int:
    since = given.since or day_of(utc_now())
    with signed_in(given) as access:
        found = access.consult(Person, given.person)
        stored = access.revise(change(given, found.record, since), found.revision)
    tell(f"{given.person} is at revision {stored.revision}")
    return 0


def ended(spans: tuple[S, ...], day: date) -> tuple[S, ...]:
    """The same spans, that which goes on at a day ended on it; raises where none does."""
    going = on([span for span in spans if span.until is None or span.until > day], day)
    if going is None:
        raise CaseworkError(f"nothing of that kind goes on on {day}")
    return tuple(
        msgspec.structs.replace(span, until=day) if span is going else span for span in spans
    )


def followed(spans: tuple[S, ...], new: S) -> tuple[S, ...]:
    """The same spans, that which goes on ended on the day on which the new one begins."""
    going = [span for span in spans if span.until is None and span.since <= new.since]
    return (*(ended(spans, new.since) if going else spans), new)


def managed(given: argparse.Namespace, person: Person, since: date) -> Person:
    """Managed otherwise from a day on, what is not named as before."""
    if given.ended:
        return msgspec.structs.replace(person, management=ended(person.management, since))
    before = on(person.management, since)
    names = ("area", "authority", "category", "level")
    values: dict[str, Any] = {name: getattr(before, name, None) for name in names}
    values |= {name: value for name in names if (value := getattr(given, name)) is not None}
    if values["area"] is None:
        raise CaseworkError("say in which --area")
    new = Management(**{**values, "authority": values["authority"] or "police", "since": since})
    return msgspec.structs.replace(person, management=followed(person.management, new))


def moved(given: argparse.Namespace, person: Person, since: date) -> Person:
    """Living elsewhere from a day on."""
    new = Residence(since=since, address=given.address)
    return msgspec.structs.replace(person, residences=followed(person.residences, new))


def in_custody(given: argparse.Namespace, person: Person, since: date) -> Person:
    """In custody from a day on, or out after it."""
    if given.out:
        return msgspec.structs.replace(person, custody=ended(person.custody, since))
    if not given.place:
        raise CaseworkError("say where: --place")
    new = CustodySpell(since=since, place=given.place, hospital=given.hospital)
    return msgspec.structs.replace(person, custody=followed(person.custody, new))


def standing(given: argparse.Namespace, person: Person, since: date) -> Person:
    """Wanted, missing, abroad or deceased from a day on, or no longer after it."""
    which = Standing(given.standing)
    own = tuple(one for one in person.episodes if one.standing is which)
    others = tuple(one for one in person.episodes if one.standing is not which)
    new = Episode(since=since, standing=which)
    changed = ended(own, since) if given.ended else followed(own, new)
    return msgspec.structs.replace(person, episodes=(*others, *changed))


def notifying(given: argparse.Namespace, person: Person, since: date) -> Person:
    """Under notification requirements from a day on."""
    new = Notification(since=since, until=given.until, indefinite=given.indefinite)
    return msgspec.structs.replace(person, notification=followed(person.notification, new))

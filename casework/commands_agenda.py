"""``skerry people agenda``: what is due, soonest first."""

import argparse
from datetime import date, timedelta

from casework.accounts.access import Access
from casework.accounts.lines import safe
from casework.accounts.operations import CONSULT
from casework.accounts.within import Within
from casework.agenda import Due, agenda
from casework.asking import EXIT_IMPERFECT, Parsers, listing, option, signed_in
from casework.audit.line import Subject
from casework.importing.rows import day
from casework.moments import day_of
from casework.terminal import tell_rows

OPERATION = "agenda.consult"
HEADER = ("due", "person", "what", "kind", "id", "overdue")
AHEAD = timedelta(days=28)


def register(commands: Parsers) -> None:
    """Add the command to those of ``people``."""
    example = "skerry people agenda P-0042 --by 2026-12-31"
    text = "what is due: reviews, visits, assessments, ends of orders; exit code 3 if overdue"
    parser = listing(commands, "agenda", text, example, OPERATION)
    parser.add_argument("person", nargs="?", help="default: everybody within reach")
    parser.add_argument("--by", type=option(day), metavar="DAY", help="default: 28 days from now")
    parser.set_defaults(perform=_agenda)


def _agenda(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        today = day_of(access.store.clock())
        found = due_for(access, given.person, today)
    by = given.by or today + AHEAD
    rows = [
        (one.on.isoformat(), one.person, one.what, one.kind, one.id, one.on < today)
        for one in found
        if one.on <= by
    ]
    tell_rows(HEADER, rows, given.format)
    return EXIT_IMPERFECT if any(row[-1] for row in rows) else 0


def due_for(access: Access, person: str | None, today: date) -> list[Due]:
    """What is due for a person, or for everybody within reach, as far as the account may see it.

    Raises ``Refused``.
    """
    days = access.store.policy.assess_within_days
    within_days = None if days is None else timedelta(days=days)
    with access.attempt(OPERATION, Subject(person=safe(person))) as writing:
        if person is not None:
            access.permit_on(writing, OPERATION, person)
        within = Within(access, writing)
        within.check(OPERATION)
        people = [person] if person else [one.id for one in within.people(OPERATION)]
        found = [
            due
            for one in people
            for due in agenda(writing, one, today, within_days)
            if within.may(f"{due.kind}.{CONSULT}", one)
        ]
        writing.searched("agenda", people)
    return sorted(found, key=lambda due: (due.on, due.person, due.kind, due.id))

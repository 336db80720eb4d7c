"""Made-up people under obviously unreal names, with orders and proceedings: the same for a seed."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from casework.records.base import Record
from casework.records.order import Ending, EndReason, Order, OrderType, Terms
from casework.records.person import (
    CustodySpell,
    Episode,
    Management,
    Notification,
    Person,
    Sex,
    Standing,
)
from casework.records.proceeding import Matter, Proceeding, Step

AREAS = ("Eastmere", "Highfell", "Northhaven", "Oldforth", "Southglen", "Westwick")
"""Places that are on no map."""

ETHNICITIES = ("W1", "W2", "A1", "B1", None)
CSV_COLUMNS = (
    *("reference", "name", "born", "sex", "ethnicity"),
    *("area", "authority", "category", "level", "managed_since"),
    *("notified_since", "notified_until"),
)
FIRST_DAY, DAYS = date(2019, 4, 1), 2400


def made_up(count: int, seed: int = 1) -> Iterator[Record]:
    """So many people, each followed by their orders and proceedings."""
    chance = random.Random(seed)
    for number in range(count):
        yield from _one(chance, f"P-{number:05}", f"Person {number:05} Madeup")


def _one(chance: random.Random, reference: str, name: str) -> Iterator[Record]:
    yield Person(
        id=reference,
        person=reference,
        name=name,
        born=_born(chance),
        sex=chance.choices(list(Sex), (3, 90, 1, 6))[0],
        ethnicity=chance.choices(ETHNICITIES, (80, 5, 3, 2, 10))[0],
        management=tuple(_management(chance)),
        custody=tuple(_custody(chance)),
        episodes=tuple(_episodes(chance)),
        notification=tuple(_notification(chance)),
    )
    orders = [_order(chance, reference, at) for at in range(_few(chance))]
    yield from orders
    for at in range(_few(chance)):
        yield _proceeding(chance, reference, at, orders)


def _few(chance: random.Random) -> int:
    return chance.choices((0, 1, 2, 3), (55, 30, 10, 5))[0]


def _day(chance: random.Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randrange(DAYS))


def _born(chance: random.Random) -> date | None:
    if chance.random() < 0.03:
        return None
    return date(1940, 1, 1) + timedelta(days=chance.randrange(68 * 365))


def _management(chance: random.Random) -> Iterator[Management]:
    days = sorted(_day(chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 3)) + 1))
    for since, until in zip(days, [*days[1:], None], strict=True):
        yield Management(
            since=since,
            until=until if until or chance.random() < 0.9 else since + timedelta(days=300),
            category=chance.choices((1, 2, 3, None), (85, 8, 5, 2))[0],
            level=chance.choices((1, 2, 3, None), (90, 6, 1, 3))[0],
            authority="police",
            area=chance.choice(AREAS),
        )


def _custody(chance: random.Random) -> Iterator[CustodySpell]:
    if chance.random() < 0.35:
        since = _day(chance)
        until = since + timedelta(days=chance.randrange(1400))
        yield CustodySpell(
            since=since,
            until=until if chance.random() < 0.9 else None,
            place="Nowhere Prison",
            hospital=chance.random() < 0.1,
        )


def _episodes(chance: random.Random) -> Iterator[Episode]:
    for standing, share in (
        (Standing.WANTED, 0.02),
        (Standing.MISSING, 0.01),
        (Standing.ABROAD, 0.02),
        (Standing.DECEASED, 0.02),
    ):
        if chance.random() < share:
            since = _day(chance)
            gone = standing is Standing.DECEASED or chance.random() < 0.5
            until = None if gone else since + timedelta(days=chance.randrange(200))
            yield Episode(since=since, until=until, standing=standing)


def _notification(chance: random.Random) -> Iterator[Notification]:
    if chance.random() < 0.95:
        since, indefinite = _day(chance), chance.random() < 0.4
        until = None if indefinite else since + timedelta(days=chance.randrange(3650))
        yield Notification(since=since, until=until, indefinite=indefinite)


def _order(chance: random.Random, person: str, at: int) -> Order:
    imposed = _day(chance)
    begun = datetime(imposed.year, imposed.month, imposed.day, 11, tzinfo=UTC)
    ended = begun + timedelta(days=chance.randrange(1, 900))
    lasting = imposed + timedelta(days=chance.randrange(1, 1800))
    return Order(
        id=f"{person}-O{at}",
        person=person,
        type=chance.choice(list(OrderType)),
        authority="Unreal Sheriff Court",
        imposed=imposed,
        terms=(
            Terms(
                since=begun,
                interim=chance.random() < 0.15,
                last_day=lasting if chance.random() < 0.8 else None,
            ),
        ),
        ending=Ending(at=ended, reason=EndReason.DISCHARGED) if chance.random() < 0.1 else None,
        area=chance.choice((None, None, *AREAS)),
    )


def _proceeding(chance: random.Random, person: str, at: int, orders: list[Order]) -> Proceeding:
    breach = orders and chance.random() < 0.4
    others = [matter for matter in Matter if matter is not Matter.ORDER_BREACH]
    matter = Matter.ORDER_BREACH if breach else chance.choice(others)
    return Proceeding(
        id=f"{person}-G{at}",
        person=person,
        step=chance.choice(list(Step)),
        matter=matter,
        on=_day(chance),
        order=chance.choice(orders).id if matter is Matter.ORDER_BREACH else None,
        area=chance.choice((None, None, None, *AREAS)),
    )


def people_csv(count: int, seed: int = 1) -> str:
    """The people as a file for ``skerry people import``: what they are now, without their past."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for record in made_up(count, seed):
        if isinstance(record, Person):
            writer.writerow(_csv_row(record))
    return out.getvalue()


def _csv_row(person: Person) -> list[object]:
    last = person.management[-1]
    notified = person.notification[0] if person.notification else None
    until = notified and ("indefinite" if notified.indefinite else notified.until)
    return [
        *(person.id, person.name, person.born, person.sex, person.ethnicity),
        *(last.area, last.authority, last.category, last.level, last.since),
        *(notified and notified.since, until),
    ]

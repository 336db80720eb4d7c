"""The basis of everybody on file, for the gate and for the desk."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from casework.basis.file import BasisFile, basis_file
from casework.basis.span import Basis, BasisSpan, Managed, NotMonitored
from casework.basis.working_out import basis, not_monitored
from casework.moments import day_of
from casework.reading import Reading
from casework.records.base import PersonRecord
from casework.records.device import Device
from casework.records.order import Order
from casework.records.person import Person

P = TypeVar("P", bound=PersonRecord)


def everybody(reading: Reading, at: datetime) -> BasisFile:
    """All spans, and who is not monitored at a moment with the reason; unlogged, for machines."""
    orders, devices = _by_person(reading, Order), _by_person(reading, Device)
    found: list[Basis] = []
    missing: list[NotMonitored] = []
    managed: list[Managed] = []
    for stored in reading.every(Person):
        person = stored.record
        own = orders.get(person.id, []), devices.get(person.id, [])
        found.append(basis(person, *own))
        missing += not_monitored(person, *own, at)
        managed += _managed(person, at)
    return basis_file(found, at, missing, managed)


def _managed(person: Person, at: datetime) -> list[Managed]:
    day = day_of(at)
    levels = [span.level for span in person.management if span.level and span.covers(day)]
    return [Managed(person=person.id, level=max(levels))] if levels else []


def only(content: BasisFile, people: Collection[str]) -> BasisFile:
    """The same of these people alone, as an account sees it."""
    return msgspec.structs.replace(
        content,
        spans=tuple(span for span in content.spans if span.person in people),
        not_monitored=tuple(one for one in content.not_monitored if one.person in people),
        managed=tuple(one for one in content.managed if one.person in people),
    )


def of_person(reading: Reading, person: str) -> Basis:
    """One person's basis, from what is on file."""
    orders = [stored.record for stored in reading.of(person, Order)]
    devices = [stored.record for stored in reading.of(person, Device)]
    return basis(reading.get(Person, person).record, orders, devices)


def ending_soon(content: BasisFile, at: datetime, within: timedelta) -> list[BasisSpan]:
    """Spans in force that will end before long, the first to end first: said beforehand."""
    found = [
        span
        for span in content.spans
        if span.covers(at) and span.until is not None and span.until <= at + within
    ]
    return sorted(found, key=lambda span: (span.until or at, span.person, span.device, span.kind))


def _by_person(reading: Reading, kind: type[P]) -> dict[str, list[P]]:
    found: dict[str, list[P]] = {}
    for stored in reading.every(kind):
        found.setdefault(stored.record.person, []).append(stored.record)
    return found

"""What a person's order says, and the basis file that everybody's orders make."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from casework.basis.file import BasisFile, basis_file
from casework.basis.span import Basis, BasisSpan, NotMonitored
from casework.moments import moment_of
from casework.records.order import OrderType
from casework.records.permission import DataKind, ThirdParties
from monitor.simulate.chance import between, one_of
from monitor.simulate.population import Persona
from monitor.simulate.rhythm import DAY

KINDS = tuple(kind for kind in DataKind if kind is not DataKind.LOCATION)
ORDERS = (OrderType.SHPO, OrderType.SHPO, OrderType.SRO, OrderType.LICENCE, OrderType.CONSENT)
WIDTHS = (
    ThirdParties.COUNTERPARTS,
    ThirdParties.COUNTERPARTS,
    ThirdParties.COUNTERPARTS,
    ThirdParties.EXCLUDED,
    ThirdParties.HOUSEHOLD,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An order: from when until when (ms since 1970), of what type, and what it covers.

    ``devices`` is how many of the person's are covered, the first ones; null for all.
    """

    since: int
    until: int | None
    order: OrderType
    third_parties: ThirdParties
    kinds: tuple[DataKind, ...] = KINDS
    devices: int | None = None


def standing(chance: Random, begin: int, end: int) -> Standing:
    """An order that covers the whole stream."""
    until = end + between(chance, 30, 900) * DAY if chance.random() < 0.7 else None
    since = begin - between(chance, 30, 400) * DAY
    return Standing(since, until, one_of(chance, ORDERS), one_of(chance, WIDTHS))


def whole_basis(people: Iterable[tuple[Persona, Standing]], at: int) -> BasisFile:
    """Everybody's basis, and who is not monitored at a moment (ms since 1970)."""
    found: list[Basis] = []
    missing: list[NotMonitored] = []
    for persona, order in people:
        found.append(Basis(person=persona.name, spans=tuple(_spans(persona, order))))
        missing += _missing(persona, order, at)
    return basis_file(found, _moment(at), missing)


def _spans(persona: Persona, order: Standing) -> Iterable[BasisSpan]:
    for device in persona.devices[: order.devices]:
        for kind in order.kinds:
            yield BasisSpan(
                person=persona.name,
                device=device.name,
                kind=kind,
                since=_moment(order.since),
                until=None if order.until is None else _moment(order.until),
                third_parties=order.third_parties,
                order=f"O-{persona.number + 1:05d}",
                order_type=order.order,
                conditions=("c1", "c2"),
            )


def _missing(persona: Persona, order: Standing, at: int) -> Iterable[NotMonitored]:
    if order.devices == 0:
        yield NotMonitored(person=persona.name, reason="no order, licence or consent is on file")
    elif order.until is not None and order.until <= at:
        name = "consent" if order.order == OrderType.CONSENT else order.order
        yield NotMonitored(person=persona.name, reason=f"{name} O-{persona.number + 1:05d} ended")
    elif order.devices is not None:
        for device in persona.devices[order.devices :]:
            yield NotMonitored(
                person=persona.name,
                device=device.name,
                reason="no order or consent covers it",
            )


def _moment(ms: int) -> datetime:
    return moment_of(ms * 1000)

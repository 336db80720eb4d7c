"""Table 2: civil orders in force, imposed, and breached (charged and convicted apart)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from casework.basis.working_out import in_force
from casework.moments import midnight_after
from casework.records.order import Order, OrderType, Terms
from casework.records.proceeding import Step
from casework.statistics.flows import Flows
from casework.statistics.snapshot import Records, area_on
from casework.statistics.table import Clock, Row, Table
from casework.statistics.tally import cells
from casework.statistics.year import ReportingYear

STANDING = (OrderType.SHPO, OrderType.SOPO, OrderType.SRO, OrderType.RSHO)
IMPOSED = (*STANDING, OrderType.FOREIGN_TRAVEL_ORDER, OrderType.NOTIFICATION_ORDER)
GROUPS = ((OrderType.SHPO, OrderType.SOPO), (OrderType.SRO, OrderType.RSHO))


def civil_orders(
    records: Records, flows: Flows, year: ReportingYear, columns: Sequence[str]
) -> Table:
    """Orders are counted in force and imposed; people are counted charged and convicted."""
    return Table(
        key="orders",
        title="Civil orders",
        rows=(
            *_in_force_rows(records, year, columns),
            *_imposed_rows(records, year, columns),
            *_breach_rows(flows, columns),
        ),
        note="In force as 31 March ends; interim orders apart. "
        "Orders are counted in force and imposed, people charged and convicted.",
    )


def terms_on(order: Order, day: date) -> Terms | None:
    """The terms in force as a day ends by the clocks of the courts; null where none are."""
    end = midnight_after(day)
    for terms, (since, until) in in_force(order):
        if since < end and _not_before(until, end):
            return terms
    return None


def _not_before(until: datetime | None, end: datetime) -> bool:
    return until is None or until >= end


def _in_force_rows(records: Records, year: ReportingYear, columns: Sequence[str]) -> Iterable[Row]:
    held = [(order, terms_on(order, year.last)) for order in records.orders]
    people = records.by_reference()
    for interim in (False, True):
        for kind in STANDING:
            counted = (
                order.area or area_on(people.get(order.person), year.last)
                for order, terms in held
                if terms is not None and order.type is kind and terms.interim is interim
            )
            yield Row(
                key=f"{'interim' if interim else 'full'}-{kind}",
                label=f"{'Interim ' if interim else ''}{kind} in force",
                clock=Clock.STOCK,
                cells=cells(counted, columns),
            )


def _imposed_rows(records: Records, year: ReportingYear, columns: Sequence[str]) -> Iterable[Row]:
    people = records.by_reference()
    for kind in IMPOSED:
        counted = (
            order.area or area_on(people.get(order.person), order.imposed)
            for order in records.orders
            if order.type is kind and year.covers(order.imposed)
        )
        yield Row(
            key=f"imposed-{kind.replace(' ', '-')}",
            label=f"{kind[:1].upper()}{kind[1:]} imposed",
            clock=Clock.FLOW,
            cells=cells(counted, columns),
        )


def _breach_rows(flows: Flows, columns: Sequence[str]) -> Iterable[Row]:
    for types in GROUPS:
        for step, joint in ((Step.CHARGED, "with"), (Step.CONVICTED, "of")):
            yield Row(
                key=f"breach-{types[0]}-{step}",
                label=f"People {step} {joint} breach of {types[0]} or {types[1]}",
                clock=Clock.FLOW,
                cells=cells(flows.areas(flows.breaches(step, types)), columns),
            )

"""Events of a year, each person once a row, in the area of the first."""

from collections.abc import Callable, Iterable

from casework.records.order import OrderType
from casework.records.person import Person
from casework.records.proceeding import Matter, Proceeding, Step
from casework.statistics.snapshot import Records, area_on
from casework.statistics.year import ReportingYear

Wanted = Callable[[Proceeding], bool]
FURTHER = frozenset({Matter.GROUP_1_CRIME, Matter.GROUP_2_CRIME})


class Flows:
    """The proceedings of one year."""

    def __init__(self, records: Records, year: ReportingYear) -> None:
        within = [event for event in records.proceedings if year.covers(event.on)]
        self._events = sorted(within, key=lambda event: (event.on, event.id))
        self._people = records.by_reference()
        self._orders = {order.id: order.type for order in records.orders}

    def first(self, wanted: Wanted) -> list[Proceeding]:
        """The first such event of each person: people are counted, not events."""
        found: dict[str, Proceeding] = {}
        for event in self._events:
            if wanted(event):
                found.setdefault(event.person, event)
        return list(found.values())

    def areas(self, wanted: Wanted) -> list[str]:
        """The area of each person's first such event."""
        return [self.area(event) for event in self.first(wanted)]

    def area(self, event: Proceeding) -> str:
        """The event's own area, else by which the person was managed that day."""
        return event.area or area_on(self.person(event), event.on)

    def person(self, event: Proceeding) -> Person | None:
        """Whom it is about; null where the person is no longer on file."""
        return self._people.get(event.person)

    def breaches(self, step: Step, types: Iterable[OrderType]) -> Wanted:
        """Whether an event is that step over the breach of such an order."""
        of = frozenset(types)

        def wanted(event: Proceeding) -> bool:
            breached = event.step is step and event.matter is Matter.ORDER_BREACH
            return breached and self._orders.get(event.order or "") in of

        return wanted


def notification_breach(step: Step) -> Wanted:
    """Whether an event is that step over a breach of notification."""
    return lambda event: event.step is step and event.matter is Matter.NOTIFICATION_BREACH


def any_matter(step: Step) -> Wanted:
    """Whether an event is that step, whatever it was about."""
    return lambda event: event.step is step


def further_conviction(event: Proceeding) -> bool:
    """Whether an event is a conviction of a group 1 or 2 crime."""
    return event.step is Step.CONVICTED and event.matter in FURTHER

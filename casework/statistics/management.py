"""By level and category: people in the community, further convictions, returns to custody."""

from collections.abc import Sequence

from casework.records.proceeding import Step
from casework.statistics.flows import Flows, any_matter, further_conviction
from casework.statistics.snapshot import Stood, level_on
from casework.statistics.table import Clock, Margin, Row, Table
from casework.statistics.tally import cells, split, sum_row

LEVELS = {"1": "Level 1", "2": "Level 2", "3": "Level 3", "none": "Level not recorded"}
CATEGORIES = {
    "1": "Category 1 (notification)",
    "2": "Category 2",
    "3": "Category 3 (other risk of serious harm)",
    "none": "Category not recorded",
}


def by_level(people: Sequence[Stood], columns: Sequence[str]) -> Table:
    """Registered sex offenders in the community by MAPPA level, and those without one."""
    placed = [(one.area, _key(one.level)) for one in people if one.in_community]
    rows = split(placed, LEVELS, Clock.STOCK, columns)
    return Table(
        key="levels",
        title="Registered sex offenders in the community by level",
        rows=(*rows, sum_row(rows, "all", "All in the community")),
        margin=Margin.HEADLINE,
    )


def by_category(people: Sequence[Stood], columns: Sequence[str]) -> Table:
    """Everybody who is managed, wherever they are, by MAPPA category."""
    placed = [(one.area, _key(one.category)) for one in people if one.managed]
    rows = split(placed, CATEGORIES, Clock.STOCK, columns)
    return Table(
        key="categories",
        title="People managed under MAPPA by category",
        rows=(*rows, sum_row(rows, "all", "All managed")),
        margin=Margin.OWN,
    )


def further_crime(flows: Flows, columns: Sequence[str]) -> Table:
    """People convicted of a further group 1 or 2 crime, by their level on the day."""
    placed = [
        (flows.area(event), _key(level_on(flows.person(event), event.on)))
        for event in flows.first(further_conviction)
    ]
    rows = split(placed, LEVELS, Clock.FLOW, columns)
    return Table(
        key="further-crime",
        title="People convicted of a further group 1 or 2 crime, by level when convicted",
        rows=(*rows, sum_row(rows, "all", "All convicted")),
        margin=Margin.OWN,
    )


def custody(people: Sequence[Stood], flows: Flows, columns: Sequence[str]) -> Table:
    """Recalls, returns to custody, and notification without end."""
    steps: tuple[tuple[Step, str], ...] = (
        (Step.RECALLED, "People recalled"),
        (Step.RETURNED_TO_CUSTODY, "People returned to custody"),
    )
    rows = [
        Row(
            key=step.replace(" ", "-"),
            label=label,
            clock=Clock.FLOW,
            cells=cells(flows.areas(any_matter(step)), columns),
        )
        for step, label in steps
    ]
    held = (one.area for one in people if one.indefinite)
    endless = Row(
        key="indefinite",
        label="Subject to notification indefinitely",
        clock=Clock.STOCK,
        cells=cells(held, columns),
    )
    return Table(key="custody", title="Returns and indefinite notification", rows=(*rows, endless))


def _key(number: int | None) -> str:
    return "none" if number is None else str(number)

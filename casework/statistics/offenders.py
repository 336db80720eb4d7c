"""Table 1: registered sex offenders, and whether they keep to notification."""

from collections.abc import Sequence

from casework.records.proceeding import Step
from casework.statistics.flows import Flows, notification_breach
from casework.statistics.population import Population
from casework.statistics.snapshot import Stood
from casework.statistics.table import NATIONAL, NOT_RECORDED, Cell, Clock, Role, Row, Table
from casework.statistics.tally import cells

PER_POPULATION = 100_000
PER_CENT = 100


def offenders(
    people: Sequence[Stood],
    flows: Flows,
    populations: Sequence[Population],
    columns: Sequence[str],
) -> Table:
    """Stock and rate of people, flow of breaches, wanted and missing."""
    notifying = [one for one in people if one.notifying]
    total = _stock("rso-total", "In custody, hospital, abroad and community", notifying, columns)
    home = [one for one in notifying if one.at_liberty]
    community = _stock("rso-community", "At liberty and living in the area", home, columns)
    reported, *later = _breach_rows(flows, columns)
    wanted = [one for one in notifying if one.wanted]
    missing = [one for one in notifying if one.missing]
    return Table(
        key="offenders",
        title="Registered sex offenders",
        rows=(
            _headline(total),
            _headline(community),
            population_rate(community, populations, columns),
            reported,
            *later,
            compliance(total, reported),
            _stock("wanted", "Of all: wanted (a live warrant)", wanted, columns),
            _stock("missing", "Of all: missing (whereabouts unknown)", missing, columns),
        ),
        note=_note(populations),
    )


def _stock(key: str, label: str, people: Sequence[Stood], columns: Sequence[str]) -> Row:
    counted = cells((one.area for one in people), columns)
    return Row(key=key, label=label, clock=Clock.STOCK, cells=counted)


def _headline(row: Row) -> Row:
    return Row(key=row.key, label=row.label, clock=row.clock, cells=row.cells, role=Role.TOTAL)


def _breach_rows(flows: Flows, columns: Sequence[str]) -> list[Row]:
    return [
        Row(
            key=f"notification-{step}",
            label=f"People {step}{joint} breach of notification",
            clock=Clock.FLOW,
            cells=cells(flows.areas(notification_breach(step)), columns),
        )
        for step, joint in (
            (Step.REPORTED, " for"),
            (Step.CHARGED, " with"),
            (Step.CONVICTED, " of"),
        )
    ]


def compliance(total: Row, reported: Row) -> Row:
    """(total - reported) / total, of counts. Null where more were reported than are on file."""
    found = []
    for whole, part in zip(total.cells, reported.cells, strict=True):
        kept = (whole.count or 0) - (part.count or 0)
        found.append(Cell(count=kept if kept >= 0 else None, of=whole.count))
    return Row(
        key="compliance",
        label="Not reported for a breach of notification, of all",
        clock=Clock.FLOW,
        cells=tuple(found),
        role=Role.RATE,
        per=PER_CENT,
        follows=reported.key,
    )


def population_rate(
    community: Row, populations: Sequence[Population], columns: Sequence[str]
) -> Row:
    """People at liberty per 100,000 of the population, where that is on file."""
    known = {population.area: population.people for population in populations}
    named = [column for column in columns if column != NOT_RECORDED]
    whole = sum(known[column] for column in named) if set(named) <= set(known) else None
    out_of = [*(known.get(column) for column in columns), known.get(NATIONAL, whole)]
    found = (
        Cell(count=cell.count, of=of) for cell, of in zip(community.cells, out_of, strict=True)
    )
    return Row(
        key="rso-rate",
        label="At liberty per 100,000 of the population",
        clock=Clock.STOCK,
        cells=tuple(found),
        role=Role.RATE,
        per=PER_POPULATION,
        follows=community.key,
    )


def _note(populations: Sequence[Population]) -> str:
    sources = sorted({f"{one.source}, {one.year}" for one in populations})
    said = f"Population: {'; '.join(sources)}. " if sources else "Population: not on file. "
    return said + "People are counted once a row, in the area of the year's first such event."

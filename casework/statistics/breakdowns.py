"""People in the community by age, sex, ethnicity, and what they are subject to: the cross-tabs."""

from collections.abc import Iterable, Sequence

from casework.records.order import OrderType
from casework.records.person import Sex
from casework.statistics.civil_orders import terms_on
from casework.statistics.snapshot import Records, Stood
from casework.statistics.table import Clock, Margin, Table
from casework.statistics.tally import Placed, split, sum_row
from casework.statistics.year import ReportingYear

AGES = ((18, "Under 18"), (21, "18 to 20"), (31, "21 to 30"), (41, "31 to 40"), (51, "41 to 50"))
OLDER = ((61, "51 to 60"), (71, "61 to 70"))
OVER, NO_AGE = "over-70", "not-recorded"
STATUTORY = frozenset({OrderType.LICENCE, OrderType.COMMUNITY_PAYBACK_ORDER})


def breakdowns(
    people: Sequence[Stood], records: Records, year: ReportingYear, columns: Sequence[str]
) -> tuple[Table, ...]:
    """Each splits the same people: those in the community on 31 March."""
    home = [one for one in people if one.in_community]
    return (
        by_age(home, columns),
        _cross_tab("sex", "sex", [(one.area, one.sex) for one in home], _sexes(), columns),
        by_ethnicity(home, columns),
        by_footing(home, records, year, columns),
    )


def by_age(home: Sequence[Stood], columns: Sequence[str]) -> Table:
    """By full years on 31 March."""
    labels = {str(under): label for under, label in (*AGES, *OLDER)}
    labels |= {OVER: "Over 70", NO_AGE: "Age not recorded"}
    return _cross_tab(
        "age", "age", [(one.area, age_band(one.age)) for one in home], labels, columns
    )


def age_band(age: int | None) -> str:
    """The key of the band."""
    if age is None:
        return NO_AGE
    return next((str(under) for under, _ in (*AGES, *OLDER) if age < under), OVER)


def by_ethnicity(home: Sequence[Stood], columns: Sequence[str]) -> Table:
    """By the codes that the records hold, whatever scheme they are of."""
    codes = sorted({one.ethnicity for one in home if one.ethnicity})
    labels = {f"code {code}": code for code in codes} | {"": "Ethnicity not recorded"}
    placed = [(one.area, f"code {one.ethnicity}" if one.ethnicity else "") for one in home]
    # a lone row could not be kept from being worked out
    labels = labels if codes else {"code": "Any code", **labels}
    return _cross_tab("ethnicity", "ethnicity", placed, labels, columns)


def by_footing(
    home: Sequence[Stood], records: Records, year: ReportingYear, columns: Sequence[str]
) -> Table:
    """A licence or a community payback order beside notification, or notification alone."""
    under = {
        order.person
        for order in records.orders
        if order.type in STATUTORY and terms_on(order, year.last) is not None
    }
    placed = [(one.area, "statutory" if one.person in under else "alone") for one in home]
    labels = {
        "statutory": "Licence or community payback order",
        "alone": "Notification alone, as far as recorded",
    }
    return _cross_tab("footing", "statutory conditions", placed, labels, columns)


def _sexes() -> dict[str, str]:
    named = {str(sex): sex.capitalize() for sex in Sex if sex is not Sex.NOT_RECORDED}
    return {**named, str(Sex.NOT_RECORDED): "Sex not recorded"}


def _cross_tab(
    key: str, name: str, placed: Iterable[Placed], labels: dict[str, str], columns: Sequence[str]
) -> Table:
    rows = split(placed, labels, Clock.STOCK, columns)
    return Table(
        key=key,
        title=f"Registered sex offenders in the community by {name}",
        rows=(*rows, sum_row(rows, "all", "All in the community")),
        margin=Margin.HEADLINE,
        cross_tab=True,
    )

"""What is withheld is checked by a solver of linear programmes, which shares nothing with it."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from casework.statistics.suppression import Place, Scope, Suppression, suppressed, withheld
from casework.statistics.table import Cell, Clock, Margin, Role, Row, Table

Counts = list[list[int]]
THRESHOLD = 5


def table(counts: Counts, margin: Margin, cross_tab: bool = True) -> Table:
    """The counts with their sums to the right and, where the margin has them, below."""
    lines = [[*line, sum(line)] for line in counts]
    rows = [row(f"r{at}", line, Role.COUNT) for at, line in enumerate(lines)]
    if margin is not Margin.APART:
        sums = [sum(column) for column in zip(*lines, strict=True)]
        rows.append(row("all", sums, Role.TOTAL))
    return Table(key="t", title="T", rows=tuple(rows), margin=margin, cross_tab=cross_tab)


def row(key: str, counts: Sequence[int], role: Role) -> Row:
    cells = tuple(Cell(count=count) for count in counts)
    return Row(key=key, label=key, clock=Clock.STOCK, cells=cells, role=role)


def published(shown: Table) -> list[list[int | None]]:
    return [[cell.count for cell in line.cells] for line in shown.rows]


def bounds(printed: list[list[int | None]], summed: bool, place: Place) -> tuple[float, float]:
    """The least and the most that a cell can be, given all that is printed."""
    height, width = len(printed), len(printed[0])
    number = {(r, c): r * width + c for r in range(height) for c in range(width)}
    sums: list[dict[int, int]] = []
    for r in range(height):
        sums.append({number[r, c]: 1 for c in range(width - 1)} | {number[r, width - 1]: -1})
    if summed:
        for c in range(width):
            line = {number[r, c]: 1 for r in range(height - 1)} | {number[height - 1, c]: -1}
            sums.append(line)
    equal = np.zeros((len(sums), height * width))
    for at, terms in enumerate(sums):
        for column, sign in terms.items():
            equal[at, column] = sign
    between = [(0, None) if count is None else (count, count) for line in printed for count in line]
    aim = np.zeros(height * width)
    aim[number[place]] = 1
    found = []
    for sign in (1, -1):
        solved = linprog(sign * aim, A_eq=equal, b_eq=np.zeros(len(sums)), bounds=between)
        # status 3: no bound that way
        found.append(sign * (np.inf if solved.status == 3 else float(solved.fun)))
        assert solved.status in (0, 3)
    return (found[0], found[1] if np.isfinite(found[1]) else np.inf)


def counts(least_rows: int = 2) -> st.SearchStrategy[Counts]:
    small = st.one_of(st.integers(0, 6), st.integers(0, 60), st.just(0))
    shapes = st.tuples(st.integers(least_rows, 4), st.integers(1, 4))
    return shapes.flatmap(
        lambda shape: st.lists(
            st.lists(small, min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )


def check(made: Table) -> None:
    shown = suppressed(made, Suppression(scope=Scope.ALL, threshold=THRESHOLD))
    printed = published(shown)
    before = published(made)
    kept = made.margin is Margin.HEADLINE
    for r, line in enumerate(before):
        for c, count in enumerate(line):
            is_headline = kept and r == len(before) - 1
            if count is None or is_headline or not 0 < count < THRESHOLD:
                continue
            assert printed[r][c] is None
            least, most = bounds(printed, made.margin is not Margin.APART, (r, c))
            assert least + 0.999 <= most, f"{(r, c)} is {count}, and can be told"


@given(counts())
def test_no_small_count_is_found_by_subtraction_where_the_sums_are_headlines(made: Counts) -> None:
    check(table(made, Margin.HEADLINE))


@given(counts())
def test_no_small_count_is_found_by_subtraction_where_the_sums_are_its_own(made: Counts) -> None:
    check(table(made, Margin.OWN))


@given(counts(least_rows=1))
def test_no_small_count_is_found_by_subtraction_in_rows_apart(made: Counts) -> None:
    check(table(made, Margin.APART))


@given(counts(), st.sampled_from(Margin))
def test_what_is_not_withheld_is_printed_as_it_was_counted(made: Counts, margin: Margin) -> None:
    whole = table(made, margin)
    before = published(whole)
    hidden = withheld(whole, THRESHOLD)
    after = published(suppressed(whole, Suppression(scope=Scope.ALL, threshold=THRESHOLD)))
    for r, line in enumerate(before):
        for c, count in enumerate(line):
            assert after[r][c] == (None if (r, c) in hidden else count)


@given(counts())
def test_headline_sums_are_always_printed(made: Counts) -> None:
    whole = table(made, Margin.HEADLINE)
    shown = suppressed(whole, Suppression(scope=Scope.ALL, threshold=THRESHOLD))
    assert shown.rows[-1] == whole.rows[-1]


def test_a_table_without_small_counts_is_printed_whole() -> None:
    whole = table([[9, 0], [20, 5]], Margin.OWN)
    assert suppressed(whole, Suppression(scope=Scope.ALL)) == whole


def test_a_lone_small_count_takes_a_second_of_its_row_and_of_its_column_with_it() -> None:
    whole = table([[1, 50, 60], [70, 80, 90], [8, 9, 99]], Margin.HEADLINE)
    hidden = withheld(whole, THRESHOLD)
    assert (0, 0) in hidden
    assert len([place for place in hidden if place[0] == 0]) >= 2
    assert len([place for place in hidden if place[1] == 0]) >= 2


def test_a_rate_goes_with_the_count_that_it_would_give_away() -> None:
    rows = (
        row("reported", [3, 40, 43], Role.COUNT),
        Row(
            key="compliance",
            label="c",
            clock=Clock.FLOW,
            cells=tuple(Cell(count=part, of=100) for part in (97, 60, 157)),
            role=Role.RATE,
            per=100,
            follows="reported",
        ),
    )
    shown = suppressed(Table(key="t", title="T", rows=rows), Suppression(scope=Scope.ALL))
    hidden = [cell.suppressed for cell in shown.rows[0].cells]
    assert hidden[0]
    assert [cell.suppressed for cell in shown.rows[1].cells] == hidden


def test_by_default_only_tables_of_people_by_kind_are_held_back() -> None:
    small = [[1, 2], [3, 4]]
    headline = table(small, Margin.HEADLINE, cross_tab=False)
    assert suppressed(headline, Suppression()) == headline
    by_kind = table(small, Margin.HEADLINE)
    assert suppressed(by_kind, Suppression()) != by_kind
    assert suppressed(by_kind, Suppression(scope=Scope.NONE)) == by_kind

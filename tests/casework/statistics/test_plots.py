from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from casework.statistics.plots import bars, line

LABELS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=60)
COUNTS = st.one_of(st.none(), st.integers(0, 10**7))


@given(LABELS, st.lists(st.tuples(LABELS, COUNTS), max_size=12))
def test_bars_are_well_formed_whatever_the_labels_hold(
    title: str, values: list[tuple[str, int | None]]
) -> None:
    drawn = ElementTree.fromstring(bars(title, values))
    assert len(drawn.findall("rect")) == len(values)


@given(LABELS, st.lists(st.tuples(LABELS, COUNTS), min_size=1, max_size=8))
def test_a_line_has_a_dot_for_each_value_and_none_for_what_is_withheld(
    title: str, values: list[tuple[str, float | None]]
) -> None:
    drawn = ElementTree.fromstring(line(title, values))
    known = [value for _, value in values if value is not None]
    assert len(drawn.findall("circle")) == len(known)
    for dot in drawn.findall("circle"):
        assert 0 <= float(dot.attrib["cy"]) <= 150


def test_a_line_is_broken_where_a_year_is_withheld() -> None:
    drawn = ElementTree.fromstring(line("t", [("a", 1), ("b", None), ("c", 2), ("d", 3)]))
    assert len(drawn.findall("path")) == 1

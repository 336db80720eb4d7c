from hypothesis import given
from hypothesis import strategies as st

from monitor.cover import chained
from tests.monitor.made import AT, DAY, HOUR, PERSON, cover, every_kind, span


def test_terms_that_abut_are_one_coverage() -> None:
    first, second = chained([span(AT, AT + DAY), span(AT + DAY, AT + 2 * DAY)])
    assert (first.begun, first.ends) == (AT, AT + 2 * DAY)
    assert (second.begun, second.ends) == (AT, AT + 2 * DAY)


def test_a_gap_of_a_microsecond_breaks_coverage() -> None:
    first, second = chained([span(AT, AT + DAY), span(AT + DAY + 1, AT + 2 * DAY)])
    assert (first.begun, first.ends) == (AT, AT + DAY)
    assert (second.begun, second.ends) == (AT + DAY + 1, AT + 2 * DAY)


def test_an_order_within_a_longer_one_does_not_shorten_it() -> None:
    spans = chained([span(AT, AT + 9 * DAY), span(AT + DAY, AT + 2 * DAY, order="O-2"),
                     span(AT + 5 * DAY, None, order="O-3")])  # fmt: skip
    assert {(one.begun, one.ends) for one in spans} == {(AT, None)}


def test_what_has_no_end_is_never_followed_by_a_gap() -> None:
    spans = chained([span(AT, None), span(AT + 9 * DAY, AT + 10 * DAY, order="O-2")])
    assert {(one.begun, one.ends) for one in spans} == {(AT, None)}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=8), st.randoms())
def test_the_chains_do_not_depend_on_the_order_of_the_spans(
    lengths: list[tuple[int, int]], chance: object
) -> None:
    spans = [
        span(AT + begin * HOUR, AT + (begin + length) * HOUR, order=f"O-{number}")
        for number, (begin, length) in enumerate(lengths)
    ]
    shuffled = list(spans)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert chained(spans) == chained(shuffled)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_chain_is_every_hour_that_is_covered_without_a_gap(
    lengths: list[tuple[int, int]],
) -> None:
    hours = {hour for begin, length in lengths for hour in range(begin, begin + length)}
    spans = [span(AT + b * HOUR, AT + (b + n) * HOUR, order=f"{b}") for b, n in lengths]
    for one in chained(spans):
        begin, end = (one.since - AT) // HOUR, (one.until or 0) // HOUR - AT // HOUR
        while begin - 1 in hours:
            begin -= 1
        while end in hours:
            end += 1
        assert (one.begun, one.ends) == (AT + begin * HOUR, AT + end * HOUR)


def test_management_at_level_three_is_one_step() -> None:
    known = cover(*every_kind(), levels={PERSON: 3, "P-2": 2})
    assert [known.step(one) for one in (PERSON, "P-2", "P-3")] == [1, 0, 0]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.matcher import Matcher
from keywords.overlay import Overlay
from keywords.records import Library, Severity
from monitor.events import EVENT_TYPES, Data, MessageSent, Search, UrlVisit
from monitor.matching import TEXT, found_in, signals
from monitor.signals import AROUND, excerpt
from tests.monitor.made import LIBRARY, OPEN, event, rules, severe

MATCHER = rules().matcher


@given(st.text("kil ar", max_size=600).map(lambda text: f"{text} kill {text} dark harbour"))
def test_the_spans_of_an_excerpt_point_at_the_words(text: str) -> None:
    one = event(text)
    found = signals(one, OPEN, found_in(one, MATCHER))
    (signal,) = found
    item = signal.item
    assert item.excerpt in text
    said = [item.excerpt[a:b] for a, b in item.spans]
    assert said
    assert all(word.strip().startswith(("k", "i", "dark harbour")) for word in said)


@given(
    st.text("ab ", max_size=1500),
    st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 90)), max_size=6),
)
def test_an_excerpt_is_short_and_its_spans_lie_in_it(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = tuple(sorted({(a, min(a + n, len(text))) for a, n in places if a < len(text)}))
    shown, inside = excerpt(text, spans)
    assert shown in text
    assert len(shown) <= 8 * AROUND
    assert all(0 <= a < b <= len(shown) for a, b in inside)
    if spans:
        assert shown[slice(*inside[0])] == text[slice(*spans[0])][: 8 * AROUND]


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, fields in TEXT.items() for field in fields]
)
def test_every_field_that_holds_text_is_matched(name: str, field: str) -> None:
    kind: type[Data] = EVENT_TYPES[name]
    data = kind(**{**kind.EXAMPLE, field: "a dark harbour lies"})
    assert [hit.term for _, hit in found_in(event(data), MATCHER)] == ["harbour"]


def test_each_theme_is_a_signal_of_its_own_with_its_worst_hit() -> None:
    one = event("ill and kill by lantern")
    first, second = signals(one, OPEN, found_in(one, MATCHER))
    assert (first.theme, first.severity) == ("other", Severity.CRITICAL)
    assert (second.theme, second.severity) == ("test", Severity.HIGH)
    assert second.rules == {"test/kill", "test/ill"}
    assert "test/kill is high" in second.item.because


@pytest.mark.parametrize(
    ("word", "severity"),
    [("ill", Severity.LOW), ("dark harbour", Severity.HIGH), ("kill", Severity.CRITICAL)],
)
def test_the_level_of_management_raises_what_is_medium_or_more(
    word: str, severity: Severity
) -> None:
    one = event(word)
    (signal,) = signals(one, OPEN, found_in(one, MATCHER), step=1)
    assert signal.severity is severity
    assert ("this person's level of management" in signal.item.because) == (word != "ill")


def test_nothing_is_worse_than_critical() -> None:
    one = event("lantern")
    (signal,) = signals(one, OPEN, found_in(one, MATCHER), step=1)
    assert signal.severity is Severity.CRITICAL


def test_a_hit_names_library_version_term_and_conditions() -> None:
    one = event(MessageSent(app="a", counterparty="c-9", text="kill"))
    (signal,) = signals(one, OPEN, found_in(one, MATCHER))
    assert signal.libraries == {"test 1"}
    assert signal.rules == {"test/kill"}
    assert signal.orders == {"O-1/C-1"}
    assert signal.counterpart == "c-9"


def test_what_matters_for_one_person_is_not_looked_for_in_anothers_words() -> None:
    own = Library("own", "3", "en", "0" * 64, (severe("name", Severity.HIGH, "marigold"),))
    matcher = Matcher([LIBRARY], [Overlay("P-1", own)])
    assert [hit.library for _, hit in found_in(event("marigold"), matcher)] == ["own"]
    assert found_in(event("marigold", person="P-2"), matcher) == []


def test_the_spans_shown_are_of_the_text_that_holds_the_worst() -> None:
    one = event(UrlVisit(url="ill", title="to kill time"))
    (signal,) = signals(one, OPEN, found_in(one, MATCHER))
    assert [signal.item.excerpt[a:b] for a, b in signal.item.spans] == ["kill"]


def test_text_without_a_hit_is_no_signal() -> None:
    one = event(Search(engine="e", query="ferry times"))
    assert signals(one, OPEN, found_in(one, MATCHER)) == []

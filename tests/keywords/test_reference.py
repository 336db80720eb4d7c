"""The matcher gives what the plain matcher gives, whatever the terms and the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from keywords import reference
from keywords.matcher import Matcher
from keywords.records import Kind, Library, Term
from tests.keywords.made import disguises, library, phrase, term, texts

phrases = st.lists(phrase, min_size=1, max_size=4)
expressions = st.sampled_from(
    [r"a\d+", r"\bta[lk]+\b", "o.{0,3}e", "li(ke|ki)", r"\d{2}", "[a-e]+o"]
)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    name = draw(st.sampled_from("abcdefgh"))
    kind = draw(st.sampled_from([Kind.ANY, Kind.ANY, Kind.ALL, Kind.NEAR, Kind.REGEX]))
    if kind is Kind.REGEX:
        return term(name, draw(expressions), kind=kind)
    unless = tuple(draw(st.lists(phrase, max_size=1)))
    return term(name, *draw(phrases), kind=kind, words=draw(st.integers(1, 5)), unless=unless)


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Library, str]:
    """A library and a text that holds some of its words, disguised or not."""
    made = draw(st.lists(terms(), min_size=1, max_size=4, unique_by=lambda one: one.id))
    words = [
        word for one in made if one.kind is not Kind.REGEX for item in one.items for word in item
    ]
    written = st.sampled_from(words or ["a"]).flatmap(disguises)
    parts = draw(st.lists(written | texts | st.sampled_from(words or ["a"]), max_size=5))
    return library(*made), draw(st.sampled_from([" ", ", ", ""])).join(parts)


@settings(max_examples=300, deadline=None)
@given(meetings())
def test_the_matcher_gives_what_the_reference_gives(meeting: tuple[Library, str]) -> None:
    made, text = meeting
    assert Matcher([made]).match(text, "search") == reference.match([made], text, "search")


@settings(max_examples=150, deadline=None)
@given(meetings(), st.integers(0, 40))
def test_the_same_holds_for_a_text_that_came_in_two(meeting: tuple[Library, str], at: int) -> None:
    made, whole = meeting
    tail, text = whole[:at], whole[at:]
    got = Matcher([made]).match(text, "search", tail=tail)
    assert got == reference.match([made], text, "search", tail=tail)
    assert all(any(end > 0 for _, end in hit.spans) for hit in got)

"""Libraries and texts for the tests."""

from collections.abc import Sequence

from hypothesis import strategies as st

from keywords.records import Hit, Kind, Library, Severity, Term


def term(name: str, *words: str, kind: Kind = Kind.ANY, **others: object) -> Term:
    """A term of one item of alternatives; for ``all`` and ``near`` each word is an item."""
    items = tuple((w,) for w in words) if kind in (Kind.ALL, Kind.NEAR) else (words,)
    return Term(name, "test", Severity.LOW, kind, items, **others)  # type: ignore[arg-type]


def library(*terms: Term, name: str = "test") -> Library:
    return Library(name, "1", "en", "0" * 64, terms)


def found(text: str, hits: Sequence[Hit]) -> dict[str, list[str]]:
    """What each term hit, as it stands in the text."""
    return {hit.term: [text[start:end] for start, end in hit.spans] for hit in hits}


ALPHABET = (
    "aeilos tk013$@!|.-_ \n\u0430\u0301\u200b\u0130\u0131\ufb01\uff41\u00df\u1e9e\U0001f600\ud800"
)
"""Letters that are easily disguised, and every kind of character that folding does something to."""

texts = st.text(st.sampled_from(ALPHABET), max_size=40) | st.text(max_size=20)

word = st.text(st.sampled_from("aeilostk01"), min_size=1, max_size=5)
starred = st.builds(
    lambda a, b: f"{a}ke*{b}", st.sampled_from(["", "l"]), st.sampled_from(["", "a"])
)
phrase = st.lists(word | starred, min_size=1, max_size=3).map(" ".join)

SPELLINGS = {
    "a": "a4@\u0430A",
    "e": "e3E\u00e9",
    "i": "i1!|\u0131",
    "l": "l1|",
    "o": "o0\u043e",
    "s": "s5$",
}


@st.composite
def disguises(draw: st.DrawFn, of: str) -> str:
    """A phrase as somebody may write it who does not want it found."""
    letters = []
    between = draw(st.sampled_from(["", "", "", " ", ".", "- "]))
    for letter in of.replace("*", ""):
        letters.append(draw(st.sampled_from(SPELLINGS.get(letter, letter))))
        letters[-1] *= draw(st.sampled_from([1, 1, 1, 2, 3, 5]))
    return between.join(letters)

"""Text in pieces: nothing is lost at a cut, nothing invented, nothing told twice."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from keywords.matcher import Matcher
from keywords.stream import Tails, tail_of
from tests.keywords.made import library, term, texts

DEVICE = ("P-1", "D-1", "org.example.chat")
MATCHER = Matcher([library(term("b", "burner"), term("v", "vault*"), term("m", "meet me"))])


@given(texts, st.integers(0, 20))
def test_a_tail_is_short_and_begins_where_a_word_may_begin(text: str, length: int) -> None:
    tail = tail_of(text, length)
    assert len(tail) <= length
    assert text.endswith(tail)
    assert not tail or len(tail) == len(text) or text[-len(tail) - 1].isspace()


def told(text: str, cuts: list[int]) -> list[tuple[str, int]]:
    """Terms and where their places begin, over pieces of a text typed a second apart."""
    tails, found, borders = Tails(), [], sorted({0, *cuts, len(text)})
    for at, (start, end) in enumerate(pairwise(borders)):
        piece = text[start:end]
        hits = MATCHER.match(piece, "keystrokes", tail=tails.before(DEVICE, at))
        found += [(hit.term, start + span[0]) for hit in hits for span in hit.spans]
        tails.add(DEVICE, at, piece)
    return found


@given(st.lists(st.integers(1, 40), max_size=6))
def test_wherever_it_is_cut_each_word_is_told_once(cuts: list[int]) -> None:
    text = "a burner, then meet\nme at vaults or not"
    found = told(text, [cut for cut in cuts if cut < len(text)])
    assert {("b", 2), ("m", 15), ("v", 26)} <= set(found)
    assert len(found) == len(set(found)) == 3


def test_after_a_pause_or_on_another_device_text_is_read_by_itself() -> None:
    tails = Tails(gap=30)
    tails.add(DEVICE, 100, "a bur")
    assert tails.before(DEVICE, 130) == "a bur"
    assert tails.before(DEVICE, 131) == ""
    assert tails.before(DEVICE, 99) == ""
    assert tails.before(("P-1", "D-2", "org.example.chat"), 101) == ""


def test_memory_is_bounded_and_the_longest_silent_goes_first() -> None:
    tails = Tails(length=5, most=2)
    for person in ("P-1", "P-2", "P-1", "P-3"):
        tails.add((person, "D", "app"), 1, "x" * 50 + " abc")
    assert {source[0]: kept.text for source, kept in tails.kept().items()} == {
        "P-1": "abc",
        "P-3": "abc",
    }


def test_what_is_kept_can_be_stored_taken_up_and_forgotten() -> None:
    tails, others = Tails(), Tails()
    tails.add(DEVICE, 5, "bur")
    others.restore(tails.kept())
    assert others.before(DEVICE, 6) == "bur"
    others.forget("P-1")
    assert others.kept() == {}

# ruff: noqa: RUF001
"""What is found, what is not, and where."""

import pytest

from keywords.matcher import Matcher
from keywords.overlay import Overlay
from keywords.records import Kind, Term
from tests.keywords.made import found, library, term


def hits(text: str, *terms: Term) -> dict[str, list[str]]:
    return found(text, Matcher([library(*terms)]).match(text, "search"))


@pytest.mark.parametrize(
    "text",
    [
        "burner",
        "BURNER",
        "a burner_phone",
        "Ｂｕｒｎｅｒ",
        "búrner",
        "bu\u0301rner",
        "b\u200burn\u202eer",
        "\u0432urn\u0435r",
        "burn3r",
        "8urner",
        "burrrrner",
        "bbbuuurnerrr",
        "b u r n e r",
        "b.u.r.n.e.r",
        "b-u r_n  e,r",
        "b u r n 3 r",
        "🅱🅄🅁🄽🄴🅁",
        "𝖇𝖚𝖗𝖓𝖊𝖗",
    ],
)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert list(hits(text, term("t", "burner"))) == ["t"]


@pytest.mark.parametrize(
    "text",
    ["burners", "burne", "afterburner", "burner2", "buner", "burnner", "b u r n e", "bu rner"],
)
def test_another_word_is_not_found(text: str) -> None:
    assert hits(text, term("t", "burner")) == {}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("the BURNER is", "BURNER"),
        ("İİ burner", "burner"),
        ("ﬁﬁ bu\u0301rner\u0301 x", "bu\u0301rner\u0301"),
        ("😀 b\u200burner!", "b\u200burner"),
        ("ẞß b.u.r.n.e.r.", "b.u.r.n.e.r"),
        ("so $burn3r$", "burn3r"),
    ],
)
def test_spans_are_of_the_text_as_given(text: str, span: str) -> None:
    assert hits(text, term("t", "burner"))["t"] == [span]


@pytest.mark.parametrize(
    "text", ["meet me", "Meet, me", "meet\n\nme", "meet_me", "m33t me", "m e e t m e"]
)
def test_the_words_of_a_phrase_may_be_parted_by_anything(text: str) -> None:
    assert list(hits(text, term("t", "meet me"))) == ["t"]


def test_a_star_stands_for_letters_of_its_word() -> None:
    terms = (term("end", "vault*"), term("start", "*vault"), term("mid", "va*t x"))
    assert hits("vaulted revault v4ultzzz", *terms) == {
        "end": ["vaulted", "v4ultzzz"],
        "start": ["revault"],
    }
    assert hits("vaporet x", *terms) == {"mid": ["vaporet x"]}


def test_signs_stand_for_nothing_in_short_words() -> None:
    assert hits("m3 m.e meee m3333", term("t", "me")) == {"t": ["meee"]}


def test_all_needs_every_item_and_near_needs_them_near() -> None:
    terms = (
        term("all", "wipe", "phone", kind=Kind.ALL),
        term("near", "phone", "wipe", kind=Kind.NEAR, words=3),
    )
    near = "wipe all of phone"
    assert hits(near, *terms) == {"all": ["wipe", "phone"], "near": ["wipe", "phone"]}
    assert list(hits("wipe one two three phone", *terms)) == ["all"]
    assert hits("wipe it", *terms) == {}


def test_an_excuse_counts_only_nearby() -> None:
    one = term("t", "vault", unless=("bank",))
    assert hits("the vault of the bank", one) == {}
    assert list(hits("the vault which I saw and then left my old bank", one)) == ["t"]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("vault a b c d e bank", False),
        ("vault a b c d e f bank", True),
        ("bank a b c d e vault", False),
        ("bank a b c d e f vault", True),
    ],
)
def test_nearby_is_five_words_between(text: str, hit: bool) -> None:
    assert bool(hits(text, term("t", "vault", unless=("bank",)))) is hit


def test_an_expression_sees_folded_text_with_its_punctuation() -> None:
    one = term("t", r"\b07\d{3}-\d{2}\b", kind=Kind.REGEX)
    assert hits("ring ０７123-45 now", one) == {"t": ["０７123-45"]}


def test_a_term_keeps_to_its_event_types() -> None:
    matcher = Matcher([library(term("t", "burner", applies_to=frozenset({"search"})))])
    assert [len(matcher.match("burner", kind)) for kind in ("search", "url_visit")] == [1, 0]


def test_a_word_split_over_two_texts_is_found_once() -> None:
    matcher = Matcher([library(term("t", "burner"))])
    (hit,) = matcher.match("rner now", "keystrokes", tail="a bu")
    assert hit.spans == ((-2, 4),)
    assert matcher.match(" now", "keystrokes", tail="a burner") == ()


def test_a_word_in_a_long_row_of_single_letters_is_found() -> None:
    row = "a b c " * 3000
    text = f"{row}m e e t m e {row}"
    assert hits(text, term("t", "meet me"), term("n", "burner")) == {"t": ["m e e t m e"]}


def test_a_long_text_gives_the_places_that_a_short_one_gives() -> None:
    text = "the burn3r and \u0432urner, " * 400
    places = hits(text, term("t", "burner"))["t"]
    assert places == ["burn3r", "\u0432urner"] * 400


def test_an_overlay_matches_for_its_person_alone() -> None:
    overlay = Overlay("P-1", library(term("name", "Alder Close"), name="p-1"))
    matcher = Matcher([library(term("t", "burner"))], [overlay])
    text = "alder close burner"
    libraries = {
        p: [h.library for h in matcher.match(text, "search", person=p)] for p in ("P-1", "P-2")
    }
    assert libraries == {"P-1": ["test", "p-1"], "P-2": ["test"]}

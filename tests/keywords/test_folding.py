"""Folding: what it promises, and that the compiled fold gives what the plain one gives."""

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keywords.disguise import WORD, word_spans
from keywords.folding import (
    Origins,
    core_name,
    fold,
    fold_character,
    fold_plainly,
    folded_text,
    words_of,
)
from tests.keywords.made import texts

anything = texts | st.text(st.characters(codec=None), max_size=60)


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="a compiler is promised only under CI")
def test_under_ci_the_fold_in_c_runs() -> None:
    assert core_name() == "native", "build it: make install"


@settings(max_examples=400)
@given(anything)
def test_the_compiled_fold_gives_what_the_plain_one_gives(text: str) -> None:
    folded = fold(text)
    plainly, words, spots = fold_plainly(text)
    assert (folded.text, folded.plain) == (plainly, words)
    assert sorted(folded.spots) == sorted(spots)
    assert words_of(plainly) == word_spans(plainly)


def test_every_character_folds_the_same_compiled_and_plain() -> None:
    everything = "".join(map(chr, range(0x30000)))
    for start in range(0, len(everything), 4096):
        piece = everything[start : start + 4096]
        folded = fold(piece)
        assert (folded.text, folded.plain) == fold_plainly(piece)[:2]


@given(anything, anything)
def test_the_fold_of_two_texts_joined_is_their_folds_joined(left: str, right: str) -> None:
    assert fold(left + right).text == fold(left).text + fold(right).text


@given(anything)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = folded_text(text)
    assert folded_text(once) == once


@given(anything)
def test_case_makes_no_difference(text: str) -> None:
    simple = "".join(
        c for c in text if len(c.upper()) == len(c.lower()) == 1 and c not in "\u0131\u017f"
    )
    assert folded_text(simple.upper()) == folded_text(simple.lower())


@given(anything, st.data())
def test_every_folded_stretch_has_a_place_in_the_original(text: str, data: st.DataObject) -> None:
    folded, origins = folded_text(text), Origins(text)
    if folded:
        start = data.draw(st.integers(0, len(folded) - 1))
        end = data.draw(st.integers(start + 1, len(folded)))
        first, last = origins.span(start, end)
        assert 0 <= first < last <= len(text)
        assert folded[start:end] in folded_text(text[first:last])


@given(anything)
def test_plain_words_hold_the_words_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded.plain.decode().split() == WORD.findall(folded.text)
    assert b"  " not in folded.plain or not WORD.search(folded.text)


@pytest.mark.parametrize(
    ("character", "folded"),
    [
        ("A", "a"),
        ("\uff21", "a"),
        ("\u00c9", "e"),
        ("\u0301", ""),
        ("\u200b", ""),
        ("\u202e", ""),
        ("\u0430", "a"),
        ("\u0410", "a"),
        ("\ufb01", "fi"),
        ("\u00df", "ss"),
        ("\u1e9e", "ss"),
        ("\u0130", "i"),
        ("\u0131", "i"),
        ("\u00d8", "o"),
        ("\u0663", "3"),
        ("\ud800", " "),
        ("\U0001d407", "h"),
        ("\u20ac", "\u20ac"),
    ],
)
def test_a_character_folds_as_documented(character: str, folded: str) -> None:
    assert fold_character(character) == folded


def test_no_folded_character_is_a_mark_or_invisible() -> None:
    folded = "".join(fold_character(chr(code)) for code in range(0x30000))
    assert {c for c in folded if unicodedata.category(c) in ("Mn", "Me", "Mc", "Cf", "Cs")} == set()

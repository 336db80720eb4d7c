"""Expressions: Hyperscan sees all that the standard library sees in folded text."""

import re

import hyperscan
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keywords.expressions import expression
from keywords.finding import EXPRESSION, supported
from keywords.folding import folded_text
from keywords.records import LibraryError
from tests.keywords.made import texts

atoms = st.sampled_from(
    ["a", "e", r"\d", r"\w", r"\W", r"\s", ".", "[a-k]", "[^a]", r"\b", "o", "\\.", "^", "$", "1"]
)
counted = st.builds("{}{}".format, atoms, st.sampled_from(["", "", "?", "*", "+", "{1,3}", "{2}"]))
sequences = st.lists(counted, min_size=1, max_size=4).map("".join)
expressions = st.builds(
    lambda left, right: f"(?:{left}|{right})" if right else left, sequences, sequences | st.none()
)


def usable(text: str) -> re.Pattern[str] | None:
    try:
        compiled = expression(text)
        supported(compiled)
    except LibraryError:
        return None
    return compiled


@settings(max_examples=400, deadline=None)
@given(expressions, texts)
def test_no_match_of_an_expression_is_missed(text: str, words: str) -> None:
    compiled = usable(text)
    folded = folded_text(words)
    if compiled and compiled.search(folded):
        seen: list[int] = []
        database = hyperscan.Database()
        database.compile([text.encode()], [0], 1, [EXPRESSION])
        database.scan(folded.encode(), lambda number, *rest: seen.append(number))
        assert seen


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "(a|aa)+b",
        "(?:a{1,9}){1,9}",
        "a+b+c+",
        "x{1000}",
        r"(a)\1",
        "(?i:a)(?s:.)",
        "b{,3}a",
    ],
)
def test_an_expression_that_could_run_for_ever_or_means_two_things_is_refused(text: str) -> None:
    with pytest.raises(LibraryError):
        expression(text)


@pytest.mark.parametrize(
    "text", [r"\b07\d{9}\b", r"https?://[\w.-]+\.onion", "(foo|bar){2,3}", r"(?:\d{3}-){2}\d{4}"]
)
def test_an_ordinary_expression_is_not(text: str) -> None:
    supported(expression(text))

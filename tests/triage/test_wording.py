import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.wording import listed, several, shortened, size, visible


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1 << 43, "8.8 TB"),
        (1 << 63, "9.2 EB"),
        (1 << 80, "1,208,925.8 EB"),
    ],
)
def test_sizes_are_in_decimal_units(number: int, words: str) -> None:
    assert size(number) == words


@given(st.text())
def test_all_that_is_shown_can_be_seen(text: str) -> None:
    assert visible(text).isprintable()


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text(max_size=200), st.integers(2, 50))
def test_a_shortened_text_keeps_its_ends(text: str, limit: int) -> None:
    found = shortened(text, limit)
    assert found.startswith(text[: limit // 2])
    assert found.endswith(text[len(text) - limit // 2 :] if len(text) > limit else text)
    assert len(found) <= limit + 50


def test_words_agree_with_their_number() -> None:
    assert several(1, "entry", "entries") == "1 entry"
    assert several(2000, "entry", "entries") == "2,000 entries"
    assert several(0, "file") == "0 files"


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "a", "a and b", "a, b and c",
    ]  # fmt: skip

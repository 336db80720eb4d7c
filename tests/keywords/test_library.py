"""What loads as a library, what is refused, and what is only advised against."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.document import DEEPEST, read_document
from keywords.library import load, load_checked
from keywords.records import Kind, LibraryError

HEAD = "library: unit\nversion: 1.10\nlanguage: en\nterms:\n"


def written(folder: Path, terms: str, head: str = HEAD) -> Path:
    path = folder / "unit.yaml"
    path.write_text(head + terms, "utf-8")
    return path


def one(text: str, examples: str = "match: [burner], ignore: [burn]") -> str:
    return f"  - {{id: a, category: c, severity: low, {text}, examples: {{{examples}}}}}\n"


def test_a_library_is_read_as_written(tmp_path: Path) -> None:
    library = load(written(tmp_path, one("any: [burner], suggests: [x], applies_to: [search]")))
    (term,) = library.terms
    assert (library.name, library.version, library.language) == ("unit", "1.10", "en")
    assert (term.kind, term.items, term.suggests) == (Kind.ANY, (("burner",),), ("x",))
    assert (term.match_examples, term.ignore_examples) == (("burner",), ("burn",))
    assert term.applies_to == {"search"}
    assert len(library.digest) == 64


def test_words_that_other_readers_of_yaml_take_for_values_stay_words(tmp_path: Path) -> None:
    (term,) = load(written(tmp_path, one("any: [no, on, 1.0, null]", "match: [no]"))).terms
    assert term.items == (("no", "on", "1.0", "null"),)


@pytest.mark.parametrize("spelt", ["Crisis", "CRISIS", "' crisis'"])
def test_a_crisis_spelt_otherwise_is_refused_so_that_none_misses_the_welfare_route(
    tmp_path: Path, spelt: str
) -> None:
    terms = one("any: [burner]").replace("category: c", f"category: {spelt}")
    with pytest.raises(LibraryError, match="write 'crisis'"):
        load(written(tmp_path, terms))
    term = one("any: [burner]").replace("category: c", "category: crisis")
    assert load(written(tmp_path, term)).terms[0].category == "crisis"


@pytest.mark.parametrize("name", ["clock", "Tamper", "silence", '"a\\nb"'])
def test_words_are_never_told_as_what_a_device_signals_nor_over_two_lines(
    tmp_path: Path, name: str
) -> None:
    terms = one("any: [burner]").replace("category: c", f"category: {name}")
    with pytest.raises(LibraryError, match=r"what a device signals|on one line"):
        load(written(tmp_path, terms))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (one("any: [burner]", "match: [burn]"), "does not match its example 'burn'"),
        (one("any: [burner]", "ignore: [a burner]"), "matches 'a burner', which it should ignore"),
        (one("any: [burner]") * 2, "2 terms of this id"),
        (one("any: ['...']"), "holds no word"),
        (one("any: ['b*']"), "needs 2 letters"),
        (one("unless: [x]"), "needs one of any, all, regex and near"),
        (one("any: [x], regex: y"), "needs one of any, all, regex and near"),
        (one("all: [x]"), "two items or more"),
        (one("near: {words: 0, of: [x, y]}"), "terms[0].near.words"),
        (one("regex: '(a+)+'"), "a repeat within a repeat"),
        (one("regex: '(?=a)b'"), "looking ahead or behind"),
        (one("regex: 'a*'"), "can match nothing at all"),
        (one("regex: '('"), "not a regular expression"),
        (one("regex: '\\u0041b'"), "cannot be compiled"),
        (one("any: [x], colour: red"), "unknown field `colour`"),
        (one("any: [x]").replace("low", "grave"), "terms[0].severity"),
        ("  - &x {id: a}\n  - *x\n", "anchors, aliases and tags"),
        ("  - !!python/object:os.system {id: a}\n", "anchors, aliases and tags"),
        ("  - {id: a, id: b}\n", "'id' is there twice"),
        ("  - " + "[" * 20 + "]" * 20 + "\n", "nested deeper"),
        ("---\nx: y\n", "more than one document"),
        ("  - {id: 'a\n", "not YAML"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(tmp_path: Path, terms: str, said: str) -> None:
    path = written(tmp_path, terms)
    with pytest.raises(LibraryError) as refused:
        load(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a", b"a", b"{}"])
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(LibraryError):
        load(path)


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="No such file"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("text", "examples", "said"),
    [
        ("any: [burner]", "ignore: [x]", "has no example"),
        ("any: [c@sh]", "match: ['c@sh']", "is read as 'c sh'"),
        ("any: [me]", "match: [me]", "is short"),
    ],
)
def test_what_is_unwise_is_told(tmp_path: Path, text: str, examples: str, said: str) -> None:
    _, faults = load_checked(written(tmp_path, one(text, examples)))
    assert [said in str(fault) and not fault.error for fault in faults] == [True]


def test_a_term_that_another_swallows_is_told(tmp_path: Path) -> None:
    other = one("any: [burner phone]", "match: [burner phone]").replace("id: a", "id: b")
    _, faults = load_checked(written(tmp_path, one("any: [burner]") + other))
    assert [(fault.term, fault.text) for fault in faults] == [("b", "'a' hits wherever it does")]


def test_nesting_of_any_depth_costs_a_refusal_and_no_more() -> None:
    with pytest.raises(LibraryError, match=f"deeper than {DEEPEST}"):
        read_document(b"- " * 200_000)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_document_or_refused(content: bytes) -> None:
    refused = ""
    try:
        value = read_document(content)
    except LibraryError as error:
        value, refused = "", str(error)
    assert "\n" not in refused
    assert isinstance(value, str | list | dict)

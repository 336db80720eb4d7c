"""The libraries that come with Skerry, on texts whose content is known."""

import re
from pathlib import Path

import pytest

from keywords.installed import SHIPPED
from keywords.library import load, load_checked
from keywords.matcher import Matcher
from keywords.records import Severity
from keywords.trial import tried
from tests.house import ROOT
from tests.keywords.made import library, term

TEXT = ROOT.parent / "shared" / "data" / "text"
LIBRARIES = sorted(SHIPPED.glob("*.yaml"))

needs_texts = pytest.mark.skipif(not TEXT.is_dir(), reason="no third-party texts here")


@pytest.mark.parametrize("path", LIBRARIES, ids=lambda path: path.stem)
def test_a_shipped_library_passes_its_examples_without_a_warning(path: Path) -> None:
    checked, faults = load_checked(path)
    assert faults == []
    assert checked.name == path.stem
    assert all(term.match_examples and term.ignore_examples for term in checked.terms)


@needs_texts
@pytest.mark.parametrize(
    "name",
    ["2010-08-17_18", "rust.1", "ubuntu-meeting.0", "ubuntu-meeting.1"],
)
def test_no_severe_term_hits_in_logs_of_benign_chat(name: str) -> None:
    matcher = Matcher([load(path) for path in LIBRARIES])
    hits = tried(matcher, TEXT / f"{name}.ascii.txt", "message_sent")
    severe = [places for hit, places in hits if hit.severity.rank >= Severity.HIGH.rank]
    assert severe == []


@needs_texts
def test_the_known_hits_of_a_list_of_words_are_found() -> None:
    """Word boundaries there count the underscore as a letter, and case as a difference."""
    words = (TEXT / "i787-keywords.txt").read_text("ascii").split()
    text = (TEXT / "bstr-ext-slice-65993b58.txt").read_text("utf-8")
    matcher = Matcher([library(*(term(w, w) for w in dict.fromkeys(map(str.lower, words))))])
    spans = {span for hit in matcher.match(text, "search") for span in hit.spans}
    known = re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.ASCII)
    expected = {found.span() for found in known.finditer(text)}
    ours = {
        (start, end)
        for start, end in spans
        if text[start:end] in words and "_" not in (text[start - 1], text[end : end + 1])
    }
    assert len(expected) == 1824
    assert sum(end - start for start, end in expected) == 5674
    assert ours == expected

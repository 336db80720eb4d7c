import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.forms.readers import alternative, evidence, measure, override
from casework.records.evidence import AlertLink, DocumentLink, FindingLink, RecordLink
from casework.records.rating import Override

SHA = "ab" * 32


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"finding:{SHA}:f1", FindingLink(exam_sha256=SHA, finding="f1")),
        ("alert:a1:2", AlertLink(alert="a1", revision=2)),
        ("record:flag:F-1:3", RecordLink(kind="flag", id="F-1", revision=3)),
        ("document:Letter of 3 May: signed", DocumentLink(title="Letter of 3 May: signed")),
    ],
)
def test_evidence_is_typed_as_exactly_as_it_is_linked(text: str, link: object) -> None:
    assert evidence(text) == link


@pytest.mark.parametrize(
    "text",
    ["", "finding:short:f1", "alert:a1", "alert:a1:two", "record:flag:F-1", "document: ", "x:y"],
)
def test_what_is_no_link_is_refused_with_its_shape(text: str) -> None:
    with pytest.raises(CaseworkError):
        evidence(text)


def test_a_measure_has_all_its_parts() -> None:
    read = measure("undisclosed device | visits | officer-1 | 2027-02-01 | search")
    assert (read.risk, read.owner, read.contingency) == (
        "undisclosed device",
        "officer-1",
        "search",
    )
    assert read.review.isoformat() == "2027-02-01"
    for text in ("a | b | c | 2027-02-01", "a | b | c | soon | d", "a | | c | 2027-02-01 | d"):
        with pytest.raises(CaseworkError):
            measure(text)


def test_an_alternative_says_why_not() -> None:
    assert alternative("wait | too late").why_not == "too late"
    with pytest.raises(CaseworkError, match="WHY NOT"):
        alternative("wait")


@given(st.text())
def test_whatever_is_typed_is_a_link_or_one_line(text: str) -> None:
    for reader in (evidence, measure, alternative):
        try:
            assert reader(text)
        except CaseworkError:
            continue


def test_an_override_says_why() -> None:
    assert override("high | a new offence") == Override(level="high", reason="a new offence")
    with pytest.raises(CaseworkError, match="LEVEL"):
        override("high")

from pathlib import Path

from triage.reasons import ADVICE, Reason

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "examination.md"


def test_every_reason_has_advice_for_the_examiner() -> None:
    assert set(ADVICE) == set(Reason)
    assert all(ADVICE.values())


def test_the_documentation_lists_every_reason_with_its_advice() -> None:
    text = DOCUMENT.read_text()
    for reason, advice in ADVICE.items():
        assert f"| `{reason.value}` | {advice} |" in text

"""What is typed for a field that is more than a word: evidence, measures, alternatives."""

from collections.abc import Callable
from typing import TypeAlias

from casework.errors import CaseworkError
from casework.importing.rows import day
from casework.records.decision import Alternative
from casework.records.evidence import (
    AlertLink,
    DocumentLink,
    EvidenceLink,
    FindingLink,
    RecordLink,
)
from casework.records.plan import Measure
from casework.records.rating import Override

Reader: TypeAlias = Callable[[str], object]

EVIDENCE = "finding:SHA256:ID, alert:ID:REVISION, record:KIND:ID:REVISION or document:TITLE"
MEASURE = "RISK | MEASURE | OWNER | REVIEW DAY | CONTINGENCY"
ALTERNATIVE = "OPTION | WHY NOT"
OVERRIDE = "LEVEL | REASON"


def evidence(text: str) -> EvidenceLink:
    """A link to evidence; raises ``CaseworkError`` for what is none."""
    tag, _, rest = text.partition(":")
    parts = rest.split(":")
    try:
        match tag, len(parts):
            case "finding", 2:
                return FindingLink(exam_sha256=parts[0], finding=parts[1])
            case "alert", 2:
                return AlertLink(alert=parts[0], revision=int(parts[1]))
            case "record", 3:
                return RecordLink(kind=parts[0], id=parts[1], revision=int(parts[2]))
            case "document", _ if rest.strip():
                return DocumentLink(title=rest.strip())
            case _:
                raise CaseworkError(f"{text!r} is not {EVIDENCE}")
    except ValueError:
        raise CaseworkError(f"{text!r}: the revision is a number") from None


def measure(text: str) -> Measure:
    """A measure of a plan; raises ``CaseworkError`` where a part is missing."""
    risk, what, owner, review, contingency = _parts(text, 5, MEASURE)
    return Measure(
        risk=risk, measure=what, owner=owner, review=day(review), contingency=contingency
    )


def alternative(text: str) -> Alternative:
    """What else was considered; raises ``CaseworkError`` where it does not say why not."""
    option, why_not = _parts(text, 2, ALTERNATIVE)
    return Alternative(option=option, why_not=why_not)


def override(text: str) -> Override:
    """A level set against the one worked out; raises ``CaseworkError`` without a reason."""
    level, reason = _parts(text, 2, OVERRIDE)
    return Override(level=level, reason=reason)


def _parts(text: str, count: int, shape: str) -> list[str]:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != count or not all(parts):
        raise CaseworkError(f"{text!r} is not {shape}")
    return parts


READERS: dict[type, tuple[Reader, str]] = {
    FindingLink: (evidence, EVIDENCE),
    Measure: (measure, MEASURE),
    Alternative: (alternative, ALTERNATIVE),
    Override: (override, OVERRIDE),
}
"""By type, or for a union by its first: how it is read, and what to type."""

"""A rule that matched, put the same way whichever engine ran it."""

from collections.abc import Iterable, Mapping

from keywords.records import Severity
from triage.records import RuleHit

MOST_SPANS = 16
LONGEST_META = 1024

Span = tuple[int, int]


def rule_hit(
    namespace: str, rule: str, meta: Mapping[str, object], spans: Iterable[Span]
) -> RuleHit:
    """``spans`` are (offset, length) in bytes, of each string the first ``MOST_SPANS`` at least."""
    ordered = sorted(spans)
    return RuleHit(
        namespace=namespace,
        rule=rule,
        severity=severity(meta),
        meta={_printable(key): _printable(value) for key, value in sorted(meta.items())},
        offset=ordered[0][0] if ordered else None,
        spans=tuple(ordered[:MOST_SPANS]),
    )


def severity(meta: Mapping[str, object]) -> Severity:
    """What the rule's author says in ``severity`` or ``level``, medium where that says nothing."""
    for key in ("severity", "level"):
        said = str(meta.get(key, "")).strip().lower()
        if said in set(Severity):
            return Severity(said)
    return Severity.MEDIUM


def _printable(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_META]

"""One scan of one buffer by one compiled set of YARA rules."""

from collections.abc import Iterator, Mapping
from typing import Any

import yara

from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import RuleHit, Severity

MOST_SPANS = 16
LONGEST_META = 1024

# Without this yara copies up to 512 bytes of evidence for each of up to a million matches.
yara.set_config(max_match_data=1)


def scan(rules: Any, data: bytes, timeout: int) -> list[RuleHit | Unexamined]:  # noqa: ANN401
    """The hits, sorted, then a YARA_LIMIT for each string that matched too often to go on.

    Raises ``yara.TimeoutError`` after ``timeout`` seconds and ``yara.Error`` where the engine gives
    up; there are no hits then.
    """
    cut: set[str] = set()
    matches = rules.match(
        data=data,
        timeout=timeout,
        warnings_callback=lambda _, warned: cut.add(_cut(warned)),
        console_callback=lambda _: None,
    )
    hits = sorted((_hit(match) for match in matches), key=in_order)
    return [*hits, *(Unexamined(Reason.YARA_LIMIT, detail) for detail in sorted(cut))]


def in_order(hit: RuleHit) -> tuple[str, str]:
    """By what hits are sorted; no two of one file share it."""
    return hit.namespace, hit.rule


def _cut(warned: Any) -> str:  # noqa: ANN401
    where = (getattr(warned, name, "") for name in ("namespace", "rule", "string"))
    return "too many matches: " + " ".join(where)


def _hit(match: Any) -> RuleHit:  # noqa: ANN401
    spans = sorted(_spans(match))
    return RuleHit(
        namespace=match.namespace,
        rule=match.rule,
        severity=severity(match.meta),
        meta={_printable(key): _printable(value) for key, value in sorted(match.meta.items())},
        offset=spans[0][0] if spans else None,
        spans=tuple(spans[:MOST_SPANS]),
    )


def _spans(match: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401
    for string in match.strings:
        for instance in string.instances[:MOST_SPANS]:
            yield instance.offset, instance.matched_length


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

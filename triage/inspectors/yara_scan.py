"""The engine yara-python (YARA 4): what Skerry runs rules with unless told otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yara

from triage.content import Unexamined
from triage.inspectors.failure import wording
from triage.inspectors.rule_engine import (
    EXTERNALS,
    Outcome,
    RulesFailed,
    RulesRefused,
    RulesTimedOut,
    in_order,
    too_many,
)
from triage.inspectors.rule_hit import MOST_SPANS, Span, rule_hit
from triage.reasons import Reason
from triage.records import RuleHit

LATE = True

# Without this yara copies up to 512 bytes of evidence for each of up to a million matches.
yara.set_config(max_match_data=1)


class _Compiled:
    refused: Sequence[tuple[str, str]] = ()

    def __init__(self, rules: Any) -> None:  # noqa: ANN401 - yara has no types
        self._rules = rules
        self.names = [rule.identifier for rule in rules]

    def scan(self, data: bytes, timeout: int) -> list[Outcome]:
        cut: set[str] = set()
        try:
            matches = self._rules.match(
                data=data,
                timeout=timeout,
                warnings_callback=lambda _, warned: cut.add(_cut(warned)),
                console_callback=lambda _: None,
            )
        except yara.TimeoutError:
            raise RulesTimedOut("timeout") from None
        except yara.Error as failure:
            raise RulesFailed(str(failure)) from None
        hits = sorted((_hit(match) for match in matches), key=in_order)
        return [*hits, *(Unexamined(Reason.YARA_LIMIT, detail) for detail in sorted(cut))]


def compile_rules(sources: Mapping[str, str]) -> _Compiled:
    """As ``rule_engine.Engine``; a source is accepted as a whole or not at all."""
    try:
        rules = yara.compile(sources=dict(sources), includes=False, externals=EXTERNALS)
    except yara.Error as failure:
        raise RulesRefused(wording(failure)) from None
    return _Compiled(rules)


def _cut(warned: Any) -> str:  # noqa: ANN401
    namespace, rule, string = (
        getattr(warned, name, "") for name in ("namespace", "rule", "string")
    )
    return too_many(namespace, rule, string)


def _hit(match: Any) -> RuleHit:  # noqa: ANN401
    return rule_hit(match.namespace, match.rule, match.meta, _spans(match))


def _spans(match: Any) -> Iterator[Span]:  # noqa: ANN401
    for string in match.strings:
        for instance in string.instances[:MOST_SPANS]:
            yield instance.offset, instance.matched_length

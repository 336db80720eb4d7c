"""The engine yara-x: YARA rewritten by its authors in Rust; quicker, and stricter with rules.

It makes machine code of the rules, which the jail forbids, so all compiling is done beforehand.
A scanner belongs to one thread of one process: each makes its own on first use.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, cast

import yara_x

from triage.content import Unexamined
from triage.inspectors.failure import LONGEST_WORDING
from triage.inspectors.rule_engine import (
    EXTERNALS,
    MOST_MATCHES,
    Outcome,
    RulesFailed,
    RulesRefused,
    RulesTimedOut,
    in_order,
    too_many,
)
from triage.inspectors.rule_hit import MOST_SPANS, Span, rule_hit
from triage.inspectors.rule_text import outline
from triage.reasons import Reason
from triage.records import RuleHit

LATE = False

INCLUDE_REFUSED = "E044"
"""yara-x's code for an ``include``; whatever that would have brought is missing."""

# Strings are looked for only when some condition asks; where none does, a match has no spans, which
# it has with YARA 4. This one always asks. It is private, so that its own match is not told.
_ALWAYS_ASKS = 'private rule asks { strings: $a = "any" condition: $a }'
_NAMESPACE = "\0"


class _Compiled:
    def __init__(self, rules: yara_x.Rules, refused: Sequence[tuple[str, str]]) -> None:
        self._rules = rules
        self.names = [rule.identifier for rule in rules if rule.namespace != _NAMESPACE]
        self.refused = refused

    @cached_property
    def _scanner(self) -> yara_x.Scanner:
        scanner = yara_x.Scanner(self._rules)
        scanner.max_matches_per_pattern(MOST_MATCHES + 1)
        scanner.console_log(lambda _: None)
        return scanner

    def scan(self, data: bytes, timeout: int) -> list[Outcome]:
        self._scanner.set_timeout(timeout)
        try:
            matching = self._scanner.scan(data).matching_rules
        except yara_x.TimeoutError:
            raise RulesTimedOut("timeout") from None
        except yara_x.ScanError as failure:
            raise RulesFailed(str(failure)) from None
        hits = sorted((_hit(rule) for rule in matching), key=in_order)
        cut = sorted(detail for rule in matching for detail in _cut(rule))
        return [*hits, *(Unexamined(Reason.YARA_LIMIT, detail) for detail in cut)]


def compile_rules(sources: Mapping[str, str]) -> _Compiled:
    """As ``rule_engine.Engine``; rules that are not accepted are left out where that is safe."""
    compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
    compiler.ignore_invalid_rules(True)
    for name, value in EXTERNALS.items():
        compiler.define_global(name, value)
    for namespace, source in {_NAMESPACE: _ALWAYS_ASKS, **sources}.items():
        compiler.new_namespace(namespace)
        compiler.add_source(source)
    errors: list[dict[str, object]] = compiler.errors()
    # its own stubs take these properties for methods
    ignored: list[Any] = cast(Any, compiler).ignored_rules()
    refused = [(rule.name, _first_line(rule.message)) for rule in ignored]
    compiled = _Compiled(compiler.build(), refused)
    if errors and not _accounted_for(sources, compiled):
        raise RulesRefused(_wording(errors[0]))
    for error in errors:
        if error["code"] == INCLUDE_REFUSED:
            raise RulesRefused(_wording(error))
    return compiled


def _accounted_for(sources: Mapping[str, str], compiled: _Compiled) -> bool:
    """Whether the rest of the sources means the same without the rules refused.

    A syntax error takes along whatever follows it, and a global rule holds back all others.
    """
    written = [rule for source in sources.values() for rule in outline(source).rules]
    left_out = [name for name, _ in compiled.refused]
    everything = sorted(rule.name for rule in written) == sorted([*compiled.names, *left_out])
    return everything and not any(rule.is_global and rule.name in left_out for rule in written)


def _wording(error: Mapping[str, object]) -> str:
    return f"line {error['line']}: {_first_line(str(error['title']))}"


def _first_line(message: str) -> str:
    line = message.partition("\n")[0].removeprefix("error: ")
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_WORDING]


def _hit(rule: yara_x.Rule) -> RuleHit:
    return rule_hit(rule.namespace, rule.identifier, dict(rule.metadata), _spans(rule))


def _spans(rule: yara_x.Rule) -> Iterator[Span]:
    for pattern in rule.patterns:
        for match in islice(pattern.matches, MOST_SPANS):
            yield match.offset, match.length


def _cut(rule: yara_x.Rule) -> Iterator[str]:
    for pattern in rule.patterns:
        if len(pattern.matches) > MOST_MATCHES:
            yield too_many(rule.namespace, rule.identifier, pattern.identifier)

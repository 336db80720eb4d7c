"""YARA rules over content. A rule that cannot be run to its end is a gap, never "no hit"."""

import time
from collections.abc import Callable, Iterator

from triage.content import Unexamined
from triage.inspectors.base import WHOLE_BYTES, Part, Subject
from triage.inspectors.rule_engine import (
    CompiledRules,
    Outcome,
    RulesFailed,
    RulesTimedOut,
    engine,
    hits_of,
    in_order,
)
from triage.inspectors.rule_files import RuleFile, RuleSet, load_rules
from triage.inspectors.rule_text import Outline, outline
from triage.reasons import Reason

__all__ = ["TIMEOUT_SECONDS", "RuleSet", "YaraInspector", "load_rules"]

# YARA counts its time-out by the wall clock, so a loaded machine reaches it sooner. It is generous
# for that reason: a thousand ordinary rules take about 0.2 s for 32 MiB.
TIMEOUT_SECONDS = 20

ISOLATION_TIMEOUTS = 3
"""Finding the culprit of a failed scan may take this many time-outs of processor time in all."""


class YaraInspector:
    """Scans with all rules at once; where that fails, file by file, then rule by rule."""

    stage = "yara"

    def __init__(self, ruleset: RuleSet, timeout: int = TIMEOUT_SECONDS) -> None:
        self._files = ruleset.files
        self._timeout = timeout
        self._engine = engine(ruleset.engine)
        sources = {file.name: file.source for file in ruleset.files}
        self._together: CompiledRules = self._engine.compile_rules(sources)
        self._compiled: dict[tuple[str, ...], CompiledRules] = {}
        self._outlines: dict[str, Outline] = {}
        if not self._engine.LATE:
            for file in ruleset.files:
                self._whole(file)

    def wants(self, subject: Subject) -> bool:
        """Everything: rules may ask for the size alone."""
        del subject
        return True

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        """The hits, sorted by namespace and rule, and the gaps."""
        yield from self.scan(subject.content.read(0, WHOLE_BYTES))
        if subject.content.size > WHOLE_BYTES:
            yield Unexamined(Reason.YARA_LIMIT, f"first {WHOLE_BYTES} bytes scanned")

    def scan(self, data: bytes) -> list[Outcome]:
        """The hits and gaps of one buffer."""
        try:
            return self._together.scan(data, self._timeout)
        except RulesFailed:
            outcomes = list(self._file_by_file(data))
        gaps = {gap.detail: gap for gap in outcomes if isinstance(gap, Unexamined)}
        hits = sorted(hits_of(outcomes), key=in_order)
        return [*hits, *(gaps[detail] for detail in sorted(gaps))]

    def _file_by_file(self, data: bytes) -> Iterator[Outcome]:
        last = time.process_time() + ISOLATION_TIMEOUTS * self._timeout
        for file in self._files:
            if time.process_time() > last:
                yield Unexamined(Reason.YARA_LIMIT, f"rule file {file.name}: no time left for it")
            else:
                yield from self._one_file(file, data, last)

    def _one_file(self, file: RuleFile, data: bytes, last: float) -> Iterator[Outcome]:
        rules = self._whole(file)
        try:
            yield from rules.scan(data, self._timeout)
        except RulesTimedOut:
            yield Unexamined(Reason.YARA_LIMIT, f"rule file {file.name}: timeout")
        except RulesFailed as failure:
            names = [rule.name for rule in self._outline(file).rules]
            if self._engine.LATE and names == rules.names:
                yield from self._some_rules(file, names, data, last)
            else:
                yield Unexamined(Reason.YARA_ERROR, f"rule file {file.name}: {failure}")

    def _some_rules(
        self, file: RuleFile, names: list[str], data: bytes, last: float
    ) -> Iterator[Outcome]:
        half = len(names) // 2
        for part in (names[:half], names[half:]):
            if not part:
                continue
            try:
                yield from self._exactly(file, part, data, last)
            except RulesFailed as failure:
                if len(part) == 1:
                    yield _failed(file.name, part[0], failure)
                else:
                    yield from self._some_rules(file, part, data, last)

    def _exactly(self, file: RuleFile, names: list[str], data: bytes, last: float) -> list[Outcome]:
        if time.process_time() > last:
            raise RulesTimedOut("no time left for it")
        rules = self._rules((file.name, *names), lambda: self._outline(file).source(names))
        outcomes = rules.scan(data, self._timeout)
        # Rules that these refer to ran as well; their hits are reported with their own part.
        return [each for each in outcomes if isinstance(each, Unexamined) or each.rule in names]

    def _outline(self, file: RuleFile) -> Outline:
        if file.name not in self._outlines:
            self._outlines[file.name] = outline(file.source)
        return self._outlines[file.name]

    def _whole(self, file: RuleFile) -> CompiledRules:
        return self._rules((file.name,), lambda: file.source)

    def _rules(self, key: tuple[str, ...], source: Callable[[], str]) -> CompiledRules:
        if key not in self._compiled:
            self._compiled[key] = self._engine.compile_rules({key[0]: source()})
        return self._compiled[key]


def _failed(file: str, rule: str, failure: RulesFailed) -> Unexamined:
    timed_out = isinstance(failure, RulesTimedOut)
    reason = Reason.YARA_LIMIT if timed_out else Reason.YARA_ERROR
    return Unexamined(reason, f"rule {file} {rule}: {'timeout' if timed_out else failure}")

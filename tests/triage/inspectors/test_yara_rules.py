from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.records import Severity
from tests.triage.inspectors.examine import gaps, run, subject
from triage.inspectors.base import WHOLE_BYTES
from triage.inspectors.rule_engine import EngineName, Outcome, RulesFailed
from triage.inspectors.rule_files import RuleFile, RuleSet
from triage.inspectors.rule_hit import MOST_SPANS, severity
from triage.inspectors.yara_rules import YaraInspector
from triage.records import RuleHit

# More than a thousand paths of the expression are open at once: "internal error: 46".
BLOWS_UP = "rule blows_up { strings: $a = /a(.|x|y){1,900}(.|a|z){1,900}q/ condition: $a }"
FIBRES = b"ab" + b"a" * 10_000
ENDLESS = (
    "rule endless { condition: for all i in (1..99999999) :"
    " ( for all j in (1..9999999) : ( i * j >= 0 ) ) }"
)
WORD = 'rule word { strings: $a = "needle" condition: $a }'


BOTH = pytest.mark.parametrize("engine", EngineName)


def ruleset(engine: EngineName = EngineName.YARA_PYTHON, **sources: str) -> RuleSet:
    files = [RuleFile(name=f"{name}.yar", source=source) for name, source in sources.items()]
    return RuleSet(engine=engine, files=tuple(files))


SEVERAL = ruleset(
    one='rule a { strings: $x = "ab" condition: $x } rule b { strings: $x = /b+c/ condition: $x }',
    two="rule a { strings: $x = { 61 ?? 63 } condition: $x }",
)
PLAIN, APART = YaraInspector(SEVERAL), YaraInspector(SEVERAL)
OTHER = YaraInspector(msgspec.structs.replace(SEVERAL, engine=EngineName.YARA_X))
OTHER_APART = YaraInspector(msgspec.structs.replace(SEVERAL, engine=EngineName.YARA_X))


class Failing:
    """Stands in for all rules together where one of them blows up."""

    names: Sequence[str] = ()
    refused: Sequence[tuple[str, str]] = ()

    def scan(self, data: bytes, timeout: int) -> list[Outcome]:
        raise RulesFailed("internal error: 46")


APART._together = OTHER_APART._together = Failing()


def scan(rules: RuleSet, data: bytes, timeout: int = 20) -> tuple[list[str], list[tuple[str, str]]]:
    found = run(YaraInspector(rules, timeout), subject(data))
    return [f"{hit.namespace} {hit.rule}" for hit in found if isinstance(hit, RuleHit)], gaps(found)


@BOTH
def test_a_hit_says_which_rule_where_and_how_bad(engine: EngineName) -> None:
    source = (
        'rule word { meta: severity = "High" author = "unit" count = 3 strings:'
        ' $a = "needle" $b = "hay" condition: any of them }'
    )
    (hit,) = run(YaraInspector(ruleset(engine, one=source)), subject(b"hay needle hay"))
    assert hit == RuleHit(
        namespace="one.yar",
        rule="word",
        severity=Severity.HIGH,
        meta={"author": "unit", "count": "3", "severity": "High"},
        offset=0,
        spans=((0, 3), (4, 6), (11, 3)),
    )


@BOTH
def test_a_rule_without_strings_has_no_place(engine: EngineName) -> None:
    (hit,) = run(YaraInspector(ruleset(engine, one="rule r { condition: true }")), subject(b"x"))
    assert isinstance(hit, RuleHit)
    assert (hit.offset, hit.spans) == (None, ())


@BOTH
def test_spans_are_the_first_and_few(engine: EngineName) -> None:
    (hit,) = run(YaraInspector(ruleset(engine, one=WORD)), subject(b"needle" * 100))
    assert isinstance(hit, RuleHit)
    assert hit.spans == tuple((number * 6, 6) for number in range(MOST_SPANS))


@BOTH
def test_no_rule_matching_is_no_hit_and_no_gap(engine: EngineName) -> None:
    assert scan(ruleset(engine, one=WORD), b"only hay") == ([], [])


@BOTH
def test_hits_come_in_one_order_whatever_the_rules_order(engine: EngineName) -> None:
    rules = {"b": WORD + " rule a_word { condition: true }", "a": WORD}
    hits, _ = scan(ruleset(engine, **rules), b"needle")
    assert hits == ["a.yar word", "b.yar a_word", "b.yar word"]
    assert scan(ruleset(engine, **dict(reversed(rules.items()))), b"needle")[0] == hits


@BOTH
def test_empty_content_is_scanned(engine: EngineName) -> None:
    rules = ruleset(engine, one="rule empty { condition: filesize == 0 }")
    assert scan(rules, b"")[0] == ["one.yar empty"]


def test_a_rule_that_blows_up_costs_only_itself_by_name() -> None:
    rules = ruleset(bad=f"{WORD} {BLOWS_UP} rule after {{ condition: word }}", good=WORD)
    hits, problems = scan(rules, FIBRES + b" needle")
    assert hits == ["bad.yar after", "bad.yar word", "good.yar word"]
    assert problems == [("yara-error", "rule bad.yar blows_up: internal error: 46")]


def test_a_rule_that_needs_one_that_blows_up_is_a_gap_too() -> None:
    rules = ruleset(bad=f"{BLOWS_UP} rule needs_it {{ condition: blows_up }} {WORD}")
    hits, problems = scan(rules, FIBRES + b" needle")
    assert hits == ["bad.yar word"]
    assert [detail.split(":")[0] for _, detail in problems] == [
        "rule bad.yar blows_up",
        "rule bad.yar needs_it",
    ]


@pytest.mark.slow
@BOTH
def test_a_rule_file_that_never_ends_costs_only_itself(engine: EngineName) -> None:
    hits, problems = scan(ruleset(engine, bad=ENDLESS, good=WORD), b"needle", timeout=1)
    assert hits == ["good.yar word"]
    assert problems == [("yara-limit", "rule file bad.yar: timeout")]


def test_rule_files_that_no_time_is_left_for_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.inspectors.yara_rules.ISOLATION_TIMEOUTS", -1)
    assert gaps(list(APART.scan(b"abc"))) == [
        ("yara-limit", "rule file one.yar: no time left for it"),
        ("yara-limit", "rule file two.yar: no time left for it"),
    ]


@BOTH
def test_a_string_that_matches_too_often_is_a_gap_and_never_a_warning(engine: EngineName) -> None:
    source = 'rule often { strings: $a = "a" condition: #a > 2 }'
    hits, problems = scan(ruleset(engine, one=source), b"a" * 1_050_000)
    assert hits == ["one.yar often"]
    assert problems == [("yara-limit", "too many matches: one.yar often $a")]


@BOTH
def test_of_large_content_the_rules_see_the_first_part_and_say_so(engine: EngineName) -> None:
    rules = ruleset(engine, one=WORD, two='rule late { strings: $a = "late" condition: $a }')
    body = b"needle".ljust(WHOLE_BYTES) + b"late"
    hits, problems = scan(rules, body)
    assert hits == ["one.yar word"]
    assert problems == [("yara-limit", f"first {WHOLE_BYTES} bytes scanned")]


@BOTH
def test_a_rule_cannot_print(engine: EngineName, capfd: pytest.CaptureFixture[str]) -> None:
    source = 'import "console" rule r { condition: console.log("secret") }'
    scan(ruleset(engine, one=source), b"x")
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"severity": "critical"}, "critical"),
        ({"level": " LOW "}, "low"),
        ({"severity": 75, "level": "info"}, "info"),
        ({"severity": "catastrophic"}, "medium"),
        ({}, "medium"),
    ],
)
def test_severity_is_the_authors_where_it_is_one_of_ours(
    meta: dict[str, object], expected: str
) -> None:
    assert severity(meta).value == expected


@given(data=st.text(alphabet="abc", max_size=60))
def test_file_by_file_finds_what_all_together_find(data: str) -> None:
    assert APART.scan(data.encode()) == PLAIN.scan(data.encode())


@given(data=st.text(alphabet="abc", max_size=60))
def test_either_engine_finds_what_the_other_finds(data: str) -> None:
    assert OTHER.scan(data.encode()) == PLAIN.scan(data.encode())
    assert OTHER_APART.scan(data.encode()) == PLAIN.scan(data.encode())

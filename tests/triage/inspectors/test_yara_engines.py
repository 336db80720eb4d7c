"""The two engines beside each other: the same findings of the same rules."""

import base64
import importlib
from typing import Any

import pytest

from skerry import SkerryError
from tests.triage.inspectors.examine import run, subject
from triage.content import Unexamined
from triage.inspectors import rule_engine
from triage.inspectors.rule_engine import EngineName, RulesRefused, engine
from triage.inspectors.rule_files import RuleFile, RuleSet
from triage.inspectors.yara_rules import YaraInspector
from triage.records import RuleHit

X = engine(EngineName.YARA_X)

RULES = r"""
import "math"
import "hash"
rule fixed { meta: level = "low" strings: $a = "MZ" condition: $a at 0 }
rule greedy { strings: $a = /a.*b/ condition: $a }
rule lazy { strings: $a = /a.*?b/ condition: $a }
rule class { strings: $a = /a[xy]+/ condition: $a }
rule overlapping { strings: $a = "aa" condition: $a }
rule both_widths { strings: $a = "needle" wide ascii nocase condition: $a }
rule whole_word { strings: $a = "hay" fullword condition: $a }
rule hidden { strings: $a = "secret" xor condition: $a }
rule encoded { strings: $a = "attack at dawn" base64 condition: $a }
rule jumps { strings: $a = { 61 [1-4] 62 } condition: $a }
rule alternatives { strings: $a = { 61 ( 62 | 63 64 ) 65 } condition: $a }
rule far { strings: $a = { 4D 5A [10-300] 61 61 } condition: $a }
rule twice { strings: $a = "one" $b = "one" condition: $a and $b }
rule counted { strings: $a = "a" condition: #a > 5 }
rule near_the_start { strings: $a = "a" condition: $a in (0..10) }
rule line { strings: $a = /^line\d/ condition: $a }
rule tail { strings: $a = /tail$/ condition: $a }
rule boundary { strings: $a = /\bword\b/i condition: $a }
rule wide_regex { strings: $a = /ab+c/ wide condition: $a }
rule undecided { strings: $a = "needle" condition: filesize > 0 or $a }
rule unseen { strings: $a = "needle" private $b = "hay" condition: $a and $b }
rule sure { strings: $_a = "needle" condition: true }
private rule base { strings: $a = "needle" condition: $a }
rule uses { condition: base }
global rule any_size { condition: filesize < 1MB }
rule random { condition: math.entropy(0, filesize) > 3 }
rule digest { condition: hash.md5(0, 2) == "ac6ad5d9b99757c3a878f2d275ace198" }
rule told { meta: severity = "High" n = -5 yes = true word = "é" n = 2 condition: true }
rule outside { condition: filename == "" and extension == "" }
"""

CONTENT = (
    b"MZ aXXb ab abcd aab MZ aaaa axyxyx a12b abe acde needle NEEDLE n\0e\0e\0d\0l\0e\0 hay hayx "
    b"one one "
    + bytes(letter ^ 7 for letter in b"secret")
    + b" "
    + base64.b64encode(b"zattack at dawn!")
    + b"\nline1 Word sword a\0b\0b\0c\0 a\nb tail"
)


def ruleset(name: EngineName, *sources: str) -> RuleSet:
    files = [RuleFile(name=f"{at}.yar", source=source) for at, source in enumerate(sources)]
    return RuleSet(engine=name, files=tuple(files))


def found(name: EngineName, data: bytes, *sources: str) -> list[Any]:
    return run(YaraInspector(ruleset(name, *sources)), subject(data))


def test_the_same_rules_find_the_same_with_the_same_spans_and_words() -> None:
    ours, theirs = (
        found(name, CONTENT, RULES, "rule two { condition: true }") for name in EngineName
    )
    assert len(ours) > 25
    assert ours == theirs


@pytest.mark.parametrize("data", [b"", b"M", b"MZ", bytes(5000), b"a" * 3000])
def test_the_same_holds_of_content_that_hardly_matches(data: bytes) -> None:
    ours, theirs = (found(name, data, RULES) for name in EngineName)
    assert ours == theirs


def test_a_file_that_does_not_parse_is_refused_as_a_whole() -> None:
    with pytest.raises(RulesRefused, match="line 1: syntax error"):
        X.compile_rules({"a": "rule bad { condition: ( } rule good { condition: true }"})


def test_rules_that_are_not_accepted_are_named_and_the_rest_of_the_file_runs() -> None:
    source = (
        'import "magic" rule bad { condition: magic.type() == "x" }'
        " rule needs_it { condition: bad } rule good { condition: true }"
    )
    compiled = X.compile_rules({"a": source})
    assert list(compiled.names) == ["good"]
    assert [rule for rule, _ in compiled.refused] == ["bad", "needs_it"]
    assert "unknown identifier `magic`" in compiled.refused[0][1]


def test_without_its_global_rule_no_file_runs() -> None:
    with pytest.raises(RulesRefused, match="nonsense"):
        X.compile_rules(
            {"a": "global rule g { condition: nonsense } rule good { condition: true }"}
        )


def test_no_rule_file_can_pull_in_another() -> None:
    with pytest.raises(RulesRefused, match="include"):
        X.compile_rules({"a": 'include "b.yar" rule good { condition: true }'})


@pytest.mark.slow
def test_a_rule_that_blows_up_one_engine_costs_nothing_in_the_other() -> None:
    blows_up = "rule r { strings: $a = /a(.|x|y){1,900}(.|a|z){1,900}q/ condition: $a }"
    word = 'rule word { strings: $a = "needle" condition: $a }'
    data = b"ab" + b"a" * 10_000 + b" needle"
    kept = {name: [type(each) for each in found(name, data, blows_up, word)] for name in EngineName}
    assert kept[EngineName.YARA_PYTHON] == [RuleHit, Unexamined]
    assert kept[EngineName.YARA_X] in ([RuleHit], [RuleHit, Unexamined])


def test_an_engine_that_is_not_installed_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}", name="yara_x")

    monkeypatch.setattr(rule_engine, "import_module", missing)
    with pytest.raises(SkerryError, match=r"pip install 'skerry\[yara-x\]'"):
        engine(EngineName.YARA_X)
    monkeypatch.setattr(rule_engine, "import_module", importlib.import_module)
    assert not engine(EngineName.YARA_X).LATE

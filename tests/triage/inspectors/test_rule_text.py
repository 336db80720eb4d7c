import pytest
import yara
from hypothesis import given
from hypothesis import strategies as st

from triage.inspectors.rule_text import outline

TRICKY = r"""
import "math"
// rule commented { condition: true }
/* rule also_commented { */
private rule base : tag {
    meta: note = "a } in text, and \" too"
    strings:
        $a = { 41 [2-4] ( 42 | 43 ) }  // braces
        $r = /x{1,3}\/}/ nocase
    condition: any of them
}
global rule everywhere { condition: filesize >= 0 }
rule uses_base { condition: base and math.abs(-1) == 1 }
rule uses_many { condition: any of (base*) }
rule alone { condition: true }
"""


def names(source: str) -> list[str]:
    return [rule.identifier for rule in yara.compile(source=source)]


def test_every_rule_is_found_as_yara_finds_it() -> None:
    assert [rule.name for rule in outline(TRICKY).rules] == names(TRICKY)


def test_a_rule_comes_with_those_it_refers_to_and_the_global_ones() -> None:
    assert names(outline(TRICKY).source(["uses_base"])) == ["base", "everywhere", "uses_base"]
    assert names(outline(TRICKY).source(["uses_many"])) == ["base", "everywhere", "uses_many"]


def test_a_rule_by_itself_brings_no_stranger() -> None:
    assert names(outline(TRICKY).source(["alone"])) == ["everywhere", "alone"]


def test_all_rules_together_compile_as_before() -> None:
    whole = outline(TRICKY)
    assert names(whole.source([rule.name for rule in whole.rules])) == names(TRICKY)


@given(st.text(alphabet='rule {}"/\\*\nab$=:condition', max_size=200))
def test_any_text_has_an_outline(source: str) -> None:
    assert len(outline(source).rules) <= source.count("rule")


@pytest.mark.parametrize("word", ["import", "rule", "global rule"])
def test_a_word_at_the_very_end_begins_nothing(word: str) -> None:
    found = outline(f"rule one {{ condition: true }} {word}")
    assert ([rule.name for rule in found.rules], found.imports) == (["one"], ())

"""Whole examinations with either engine, their workers jailed."""

from pathlib import Path

import pytest

from tests.skerry_command import Skerry

pytestmark = pytest.mark.slow

GOOD = """
rule word { meta: severity = "high" strings: $a = "needle" condition: $a }
rule undecided { strings: $a = "needle" condition: filesize > 0 or $a }
"""
REFUSED = """
import "magic"
rule kind { condition: magic.type() == "x" }
rule any_file { condition: true }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "phone"
    place.mkdir()
    (place / "a.txt").write_bytes(b"a needle in hay, and a needle")
    (place / "b.bin").write_bytes(bytes(100_000) + b"needle")
    return place


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "good.yar"
    path.write_text(GOOD)
    return path


def test_either_engine_ends_in_the_same_findings_and_a_change_reads_the_content_again(
    skerry: Skerry, folder: Path, rules: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.exam", tmp_path / "other.exam"
    words = ("triage", "run", folder, "--rules", rules, "--exam")
    skerry(*words, one)
    skerry(*words, other, "--yara-engine", "yara-x")
    assert len(skerry.lines("findings", one)) == 4
    assert skerry.outputs(one) == skerry.outputs(other)
    again = skerry(*words, one, "--yara-engine", "yara-x")
    assert "threads running" not in again.stderr
    assert "rules changed: reading the content again" in again.stderr
    assert skerry.outputs(one) == skerry.outputs(other)
    assert "nothing has changed" in skerry(*words, one, "--yara-engine", "yara-x").stdout
    skerry("triage", "report", one, "--out", tmp_path / "report")
    assert "run by yara-x" in (tmp_path / "report" / "report.html").read_text("utf-8")
    assert skerry("triage", "verify", one, folder).returncode == 0


def test_without_rules_the_engine_makes_no_difference(
    skerry: Skerry, folder: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    skerry("triage", "run", folder, "--exam", exam)
    again = skerry("triage", "run", folder, "--exam", exam, "--yara-engine", "yara-x")
    assert "nothing has changed" in again.stdout


def test_a_rule_that_yara_x_does_not_accept_is_a_gap_by_name_and_in_the_report(
    skerry: Skerry, folder: Path, tmp_path: Path
) -> None:
    rules, exam = tmp_path / "mixed.yar", tmp_path / "x.exam"
    rules.write_text(REFUSED)
    words = ("--exam", exam, "--rules", rules, "--yara-engine", "yara-x")
    ran = skerry("triage", "run", folder, *words, check=False)
    assert ran.returncode == 3
    assert {line["rule"] for line in skerry.lines("findings", exam)} == {"mixed.yar:any_file"}
    (gap,) = skerry.lines("gaps", exam)
    assert gap["reason"] == "rule-not-compiled"
    assert gap["detail"] == "mixed.yar kind: unknown identifier `magic`"
    skerry("triage", "report", exam, "--out", tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "all but kind" in page
    assert "Rule kind of file mixed.yar does not compile: it did not run." in page

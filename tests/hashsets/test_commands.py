import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hashsets.terminal import PlainLines
from tests.hashsets.test_profile import TOML
from tests.skerry_command import Skerry

ONE = hashlib.md5(b"one").hexdigest()
VICS = {
    "@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media",
    "value": [
        {
            "MediaID": 7,
            "Category": 1,
            "MD5": ONE,
            "Series": "A series",
            "VictimIdentified": "true",
            "IsDistributed": False,
            "Votes": 3,
        }
    ],
}


@pytest.fixture
def loaded(skerry: Skerry, tmp_path: Path) -> Skerry:
    (tmp_path / "set.json").write_text(json.dumps(VICS))
    (tmp_path / "profile.toml").write_text(TOML)
    words = ("--name", "unit", "--disposition", "alert", "--profile", tmp_path / "profile.toml")
    skerry("hashsets", "import", tmp_path / "set.json", *words, "--set-version", "1")
    return skerry


def looked_up(skerry: Skerry, *words: str) -> list[dict[str, Any]]:
    said = skerry("hashsets", "lookup", *words, "--format", "jsonl").stdout
    return [json.loads(line) for line in said.splitlines()]


def test_a_lookup_shows_what_the_record_and_its_set_say(loaded: Skerry) -> None:
    (match,) = looked_up(loaded, ONE)
    assert (match["set"], match["set_version"], match["record"]) == ("unit", "1", 0)
    assert (match["category"], match["label"], match["series"]) == (1, "First", "A series")
    assert match["flags"] == {"victim_identified": "true", "distributed": False, "votes": 3}
    assert match["profile"] == "example@1 (unsigned)"
    assert match["disposition"] == "alert"
    table = loaded("hashsets", "lookup", ONE).stdout
    assert "category 1  First  series A series  victim_identified=true" in table
    assert "profile example@1 (unsigned)" in table


def test_one_bad_line_of_a_stream_does_not_stop_the_rest(loaded: Skerry) -> None:
    done = subprocess.run(
        ["bash", "-c", f'printf "nonsense\\n{ONE}\\n" | "$@"', "x", *words("lookup", "-")],
        env={"SKERRY_HOME": str(loaded.home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "neither a hash nor a file" in done.stderr
    assert ONE in done.stdout


def words(*given: str) -> list[str]:
    import sys

    from tests.skerry_command import ROOT

    return [sys.executable, str(ROOT / "cli.py"), "hashsets", *given]


def test_list_and_show_say_that_a_profile_is_unsigned(loaded: Skerry) -> None:
    assert "profile example@1 (unsigned)" in loaded("hashsets", "list").stdout
    shown = json.loads(loaded("hashsets", "show", "unit", "--json").stdout)
    assert shown["profile"] == "example@1 (unsigned)"
    assert shown["sources"][0]["name"] == "set.json"
    assert shown["counts"]["records"] == 1


def test_an_unknown_pipeline_is_said_wherever_the_set_shows(skerry: Skerry, tmp_path: Path) -> None:
    pdq = "0123456789abcdef" * 4
    (tmp_path / "list.txt").write_text(f"pdq\n{pdq}\n")
    skerry("hashsets", "import", tmp_path / "list.txt", "--name", "p", "--disposition", "alert")
    assert "pipeline unknown: not Skerry's own" in skerry("hashsets", "list").stdout
    (match,) = looked_up(skerry, pdq, "--algorithm", "pdq")
    assert match["pipeline"].startswith("unknown (not Skerry's own")


def test_what_awaits_approval_says_so_and_is_not_looked_up(loaded: Skerry) -> None:
    (loaded.home / "policy.toml").write_text("[hashsets]\nrequire_approval = true\n")
    assert "AWAITS APPROVAL, not matched" in loaded("hashsets", "list").stdout
    assert looked_up(loaded, ONE) == []
    refused = loaded("hashsets", "approve", "unit", check=False)
    assert refused.returncode == 1
    assert "another person must approve it" in refused.stderr


def test_an_export_is_written_and_counted(loaded: Skerry, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    said = loaded("hashsets", "export", "unit", "--format", "vics", "--out", out).stdout
    assert said.startswith("unit@1: 1 records written to")
    assert json.loads(out.read_text("utf-8"))["value"] == VICS["value"]


def test_progress_is_told_with_its_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hashsets.terminal.SECONDS", 0.0)
    (tmp_path / "list.txt").write_bytes(b"x" * 100)
    PlainLines()(tmp_path / "list.txt", 50, 16384)
    said = capsys.readouterr().err
    assert said.startswith("skerry: list.txt 50%, 16,384 records, ")
    assert "a second" in said

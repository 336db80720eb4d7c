import json
from pathlib import Path

from tests.house import ROOT
from tests.skerry_command import Skerry

EXPORT = ROOT / "docs" / "examples" / "monitor-export.csv"
MAP = ROOT / "docs" / "examples" / "monitor-export.toml"


def test_the_example_of_the_documents_is_converted(skerry: Skerry, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    done = skerry("monitor", "convert", EXPORT, "--map", MAP, "--out", out)
    events = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 events; 1 rows left out by the map; 0 not mapped\n"
    assert {event["type"] for event in events} == {
        "skerry.message_sent.v1",
        "skerry.message_received.v1",
        "skerry.search.v1",
        "skerry.app_used.v1",
    }


def test_a_row_that_cannot_be_mapped_is_named_and_the_exit_code_says_so(
    skerry: Skerry, tmp_path: Path
) -> None:
    export = tmp_path / "export.csv"
    export.write_text(EXPORT.read_text("utf-8").replace("22/11/2026 18:02:41", "teatime"))
    words = ("monitor", "convert", export, "--map", MAP, "--out", tmp_path / "e.jsonl")
    done = skerry(*words)
    assert done.returncode == 3
    assert "row 3, Date/Time: 'teatime' is not as" in done.stderr
    assert "1 not mapped" in done.stdout
    assert len((tmp_path / "e.jsonl").read_bytes().splitlines()) == 3


def test_a_place_that_cannot_be_written_is_named(skerry: Skerry, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "e.jsonl"
    done = skerry("monitor", "convert", EXPORT, "--map", MAP, "--out", out, check=False)
    assert done.returncode == 1
    assert "cannot write" in done.stderr

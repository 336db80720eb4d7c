import hashlib
import json
from pathlib import Path

from casework.basis.file import read_basis
from tests.skerry_command import Skerry

ASKED = ("monitor", "simulate", "--people", "40", "--events", "3000", "--seed", "5")


def test_the_command_writes_the_stream_the_basis_and_the_truth(
    skerry: Skerry, tmp_path: Path
) -> None:
    out, basis, truth = tmp_path / "e.jsonl", tmp_path / "basis.json", tmp_path / "truth.json"
    skerry(*ASKED, "--out", out, "--basis-out", basis, "--truth-out", truth)
    events = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert len(events) == 3000
    assert {span.person for span in read_basis(basis).spans} <= {e["subject"] for e in events}
    ids = {event["id"] for event in events}
    truths = json.loads(truth.read_bytes())
    assert truths
    assert {one["first_event"] for one in truths} <= ids


def test_standard_output_gets_the_same_bytes_and_nothing_else(
    skerry: Skerry, tmp_path: Path
) -> None:
    skerry(*ASKED, "--out", tmp_path / "e.jsonl")
    assert skerry(*ASKED, "--out", "-").stdout == (tmp_path / "e.jsonl").read_text("utf-8")


def test_the_bytes_are_the_same_on_any_machine_and_any_python(
    skerry: Skerry, tmp_path: Path
) -> None:
    skerry(*ASKED, "--out", tmp_path / "e.jsonl")
    assert (
        hashlib.sha256((tmp_path / "e.jsonl").read_bytes()).hexdigest()
        == "2e3ca660c0dfd9a91883996b4b11d66e5ea507955e29962e18a13fdf73ed2f6d"
    )


def test_a_start_can_be_given(skerry: Skerry) -> None:
    done = skerry(*ASKED, "--out", "-", "--start", "2027-03-01T06:00Z")
    assert '"recordedtime":"2027-03-01T06:00:' in done.stdout.splitlines()[0]


def test_a_rate_that_is_none_is_wrong_usage(skerry: Skerry) -> None:
    done = skerry(*ASKED, "--out", "-", "--rate", "0", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--rate" in done.stderr

"""The whole monitor on a simulated stream: what was planted is found, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.gate import Apart, Refusal
from monitor.signals import SILENCE
from monitor.simulate.episodes.words import NEW_DEVICE
from tests.skerry_command import Skerry

NO_ALERT = {*map(str, Refusal), *map(str, Apart), NEW_DEVICE}
"""Reasons, and what nothing judges yet."""


def simulated(skerry: Skerry, folder: Path, seed: int) -> list[Any]:
    """The truths of a stream that was written into a folder."""
    skerry(
        *("monitor", "simulate", "--people", "100", "--events", "10000", "--seed", str(seed)),
        *("--out", folder / "e.jsonl", "--basis-out", folder / "basis.json"),
        *("--truth-out", folder / "truth.json"),
    )
    found: list[Any] = json.loads((folder / "truth.json").read_bytes())
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_alerts_are_of_the_planted_themes_and_of_nobody_else(
    skerry: Skerry, tmp_path: Path, seed: int
) -> None:
    truths = simulated(skerry, tmp_path, seed)
    run = ("monitor", "run", "--source", tmp_path / "e.jsonl", "--basis", tmp_path / "basis.json")
    skerry(*run)
    lines = skerry("monitor", "alerts", "--format", "jsonl").stdout.splitlines()
    alerts = {(one["person"], one["theme"]): one for one in map(json.loads, lines)}
    expected = [truth for truth in truths if truth["expected"] not in NO_ALERT]
    assert {(truth["person"], truth["expected"]) for truth in expected} == set(alerts)
    for truth in expected:
        evidence = alerts[truth["person"], truth["expected"]]["evidence"]
        first, last = truth["first_event"], truth["last_event"]
        if truth["expected"] != SILENCE:
            assert any(first <= item["event"] <= last for item in evidence)

"""Runs of ``skerry triage run`` that are killed at a moment left to a seeded chance."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.skerry_command import ROOT, Skerry

VICTIMS = ("supervisor", "supervisor", "worker", "worker", "zygote")
"""Who is killed; who stands here twice, twice as often."""

STAGES = {"survey": 1, "walk": 2, "examined": 80, "commit": 6, "carve": 1, "digest": 1, "finish": 1}
"""Points at which a run can end itself, and how often it passes each at least."""


class Kill(NamedTuple):
    """One end of a run: at a point passed for the n-th time, or after so many seconds."""

    victim: str
    seconds: float
    point: str


def draw(chance: random.Random, seconds: float) -> Kill:
    """Any process at any moment of a run of about ``seconds``, or the supervisor at a point."""
    if chance.random() < 0.4:
        stage, most = chance.choice(sorted(STAGES.items()))
        return Kill("supervisor", 0.0, f"{stage}:{chance.randint(1, most)}")
    return Kill(chance.choice(VICTIMS), chance.uniform(0.0, seconds), "")


def run_killed(command: Skerry, kill: Kill, *words: str | Path) -> int:
    """Run the command, killing one of its processes on the way; its exit code."""
    environment = {"SKERRY_HOME": str(command.home)}
    if kill.point:
        environment["SKERRY_CRASH_AFTER"] = kill.point
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *map(str, words)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        if not kill.point:
            _strike(running, kill)
        _, said = running.communicate(timeout=120)
    finally:
        running.kill()
    assert b"Traceback" not in said, said.decode()
    return running.returncode


def _strike(running: "subprocess.Popen[bytes]", kill: Kill) -> None:
    """Kill at the moment drawn; a process that is not there yet is waited for."""
    time.sleep(kill.seconds)
    while running.poll() is None:
        found = _victims(running.pid, kill.victim)
        if found:
            os.kill(found[-1], signal.SIGKILL)
            return
        time.sleep(0.01)


def _victims(supervisor: int, victim: str) -> list[int]:
    if victim == "supervisor":
        return [supervisor]
    zygotes = _children(supervisor)
    if victim == "zygote":
        return zygotes
    return [worker for zygote in zygotes for worker in _children(zygote)]


def _children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(number) for number in text.split()]

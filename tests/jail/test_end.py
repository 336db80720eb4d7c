"""However the supervisor ends, nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jail.errors import JailError
from jail.pool import Task
from tests.house import ROOT
from tests.jail.running import eventually, finish, pool, session

SUPERVISOR = """
import sys, time
sys.path.insert(0, {root!r})
from jail.pool import Pool, Task
with Pool("tests.jail.services:Service", b"", workers=2) as pool:
    for body in (b"spin", b"sleep 60", b"sleep 60", b"spin"):
        pool.submit(Task("x", body))
    pool.events(0.3)
    print(pool.zygote, flush=True)
    time.sleep(60)
"""

BUILDING = """
import sys
sys.path.insert(0, {root!r})
from jail.pool import Pool
Pool("tests.jail.services:{service}", b"")
"""


def supervisor(program: str, **values: str) -> "subprocess.Popen[str]":
    program = program.format(root=str(ROOT), **values)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def children(process: int) -> list[int]:
    task = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in task.read_text().split()]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_supervisor_leaves_no_process(end: signal.Signals) -> None:
    with supervisor(SUPERVISOR) as process:
        assert process.stdout
        zygote = int(process.stdout.readline())
        assert len(session(zygote)) >= 3
        process.send_signal(end)
        process.wait(20)
        assert eventually(lambda: not session(zygote))


@pytest.mark.parametrize("service", ["slow", "stuck"])
def test_a_supervisor_killed_while_the_service_is_built_leaves_no_process(service: str) -> None:
    with supervisor(BUILDING, service=service) as process:
        assert eventually(lambda: bool(children(process.pid)))
        (zygote,) = children(process.pid)
        # in the service's builder by now, whatever it is at
        time.sleep(0.7)
        assert session(zygote)
        process.kill()
        process.wait(20)
        assert eventually(lambda: not session(zygote))


def test_closing_ends_workers_in_the_middle_of_things() -> None:
    with pool(workers=2) as running:
        running.submit(Task("a", b"spin"))
        running.submit(Task("b", b"sleep 60"))
        running.events(0.3)
        zygote = running.zygote
        assert len(session(zygote)) == 3
    assert session(zygote) == []


def test_a_zygote_that_dies_takes_its_workers_along_and_is_reported() -> None:
    with pool(workers=2) as running:
        running.submit(Task("a", b"sleep 60"))
        zygote = running.zygote
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(JailError, match="signal SIGKILL"):
            finish(running)
        assert eventually(lambda: not session(zygote))


def test_a_keystroke_at_the_terminal_reaches_the_supervisor_alone() -> None:
    with pool() as running:
        assert os.getsid(running.zygote) == running.zygote != os.getsid(0)

import os
import sys
from pathlib import Path

from benchmarks.memory import family, private_of, watched

TOUCH = 200 << 20


def test_memory_that_a_child_process_touches_is_counted(tmp_path: Path) -> None:
    grab = f"import time; x = bytearray({TOUCH}); x[::4096] = b'x' * len(x[::4096]); time.sleep(1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grab!r}])"
    code, peak = watched([sys.executable, "-c", parent], dict(os.environ), tmp_path / "log")
    assert code == 0
    assert peak.processes == 2
    assert TOUCH < peak.private < TOUCH + (60 << 20)


def test_a_process_that_is_gone_has_no_memory() -> None:
    assert private_of(2**30) is None


def test_a_process_belongs_to_its_own_family() -> None:
    assert os.getpid() in family(os.getppid())

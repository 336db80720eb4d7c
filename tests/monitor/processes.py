"""``skerry monitor run`` as a process of its own, that can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from casework.basis.file import write_basis
from monitor.store.opening import open_store
from monitor.store.tables import POSITIONS
from tests.house import ROOT
from tests.monitor.recorded import LIBRARY, told, who_is_covered


class Host:
    """A home, a basis and a stream, and monitors that read it."""

    def __init__(self, folder: Path, lines: list[bytes], url: str | None = None) -> None:
        self.folder, self.home, self.url = folder, folder / "home", url
        self.basis = folder / "basis.json"
        folder.mkdir(parents=True, exist_ok=True)
        write_basis(self.basis, who_is_covered())
        self.source = self.written("events.jsonl", lines)

    def written(self, name: str, lines: list[bytes]) -> Path:
        path = self.folder / name
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    def begin(
        self, source: Path | str | None = None, *options: str | Path, stdin: int | None = None
    ) -> "subprocess.Popen[bytes]":
        """A monitor that reads a source."""
        words = ["monitor", "run", "--source", str(source or self.source)]
        words += ["--basis", str(self.basis), "--library", str(LIBRARY), *map(str, options)]
        words += ["--store", self.url] if self.url else []
        return subprocess.Popen(
            [sys.executable, "-m", "tests.monitor.small_batches", *words],
            cwd=ROOT,
            env={**os.environ, "SKERRY_HOME": str(self.home), "SKERRY_WEBHOOK_SECRET": "secret"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=stdin,
        )

    def finish(self, source: Path | str | None = None, *options: str | Path) -> None:
        """Read a source to its end."""
        ended = self.begin(source, *options)
        _, said = ended.communicate(timeout=240)
        assert ended.returncode == 0, said

    def read_to(self) -> int:
        """How far the store says that sources were read, in bytes over all."""
        if not self.url and not (self.home / "monitor.db").exists():
            return 0
        store = open_store(self.home, self.url)
        with store.reading() as connection:
            found = sum(int(row.next) for row in connection.execute(POSITIONS.select()))
        store.close()
        return found

    def until(self, running: "subprocess.Popen[bytes]", offset: int) -> None:
        """Wait until so much was read, or the process has ended."""
        deadline = time.monotonic() + 240
        while running.poll() is None and self.read_to() < offset:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def told(self) -> bytes:
        store = open_store(self.home, self.url)
        found = told(store)
        store.close()
        return found


def stop(running: "subprocess.Popen[bytes]", number: int = signal.SIGKILL) -> int:
    """Send a signal, and wait for the end."""
    running.send_signal(number)
    running.communicate(timeout=120)
    return int(running.returncode)

"""Run the ``skerry`` command as its user would, in a home of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


class Skerry:
    """The command, with ``SKERRY_HOME`` in a folder of the test's."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(
        self, *words: str | Path, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *map(str, words)],
            env={**os.environ, "SKERRY_HOME": str(self.home), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if check and done.returncode not in (0, 3):
            raise AssertionError(f"exit {done.returncode}: {done.stderr}{done.stdout}")
        return done

    def lines(self, listing: str, exam: Path) -> list[dict[str, Any]]:
        """One of the listings, parsed."""
        text = self("triage", listing, exam, "--format", "jsonl").stdout
        return [json.loads(line) for line in text.splitlines()]

    def outputs(self, exam: Path) -> str:
        """All that two runs over the same evidence must agree on."""
        return "".join(
            self("triage", listing, exam, "--format", "jsonl").stdout
            for listing in ("files", "findings", "gaps")
        )

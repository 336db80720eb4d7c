"""The monitor's commands as a desk gives them, in this process, in a home of the test's."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import cli
from casework.basis.file import BasisFile, write_basis
from casework.basis.span import BasisSpan
from casework.records.permission import DataKind, ThirdParties
from tests.monitor.written import envelope

LIBRARY = """\
library: desk
version: 1.0.0
language: en
terms:
  - id: heist
    category: plans
    severity: high
    any: [lantern heist]
    examples: {match: [the lantern heist], ignore: [a lantern]}
  - id: whisper
    category: whispers
    severity: low
    any: [quiet whisper]
    examples: {match: [a quiet whisper], ignore: [quiet]}
"""

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Desk:
    """One host: a library, a basis of P-0042's and P-0043's devices, and whoever asks."""

    def __init__(
        self,
        folder: Path,
        capfd: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.folder, self.home, self._capfd = folder, folder / "home", capfd
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("SKERRY_HOME", str(self.home))
        self.library, self.basis = folder / "library.yaml", folder / "basis.json"
        self.library.write_text(LIBRARY)
        self.cover()

    def cover(self, until: datetime | None = None, people: tuple[str, ...] = ("P-0042",)) -> None:
        """Write the basis: all kinds of data of D-17 (P-0042), and so on upwards."""
        spans = tuple(
            BasisSpan(
                person=person,
                device=f"D-{17 + number}",
                kind=kind,
                since=BEGUN,
                until=until,
                third_parties=ThirdParties.EXCLUDED,
                order="O-1",
                order_type="SHPO",
                conditions=("C-1",),
            )
            for number, person in enumerate(people)
            for kind in DataKind
        )
        write_basis(self.basis, BasisFile(as_at=BEGUN, spans=spans))

    def __call__(self, *words: str | Path) -> Answer:
        """A command; what it answers."""
        self._capfd.readouterr()
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Answer(code, *self._capfd.readouterr())

    def monitor(self, *words: str | Path) -> Answer:
        """A command of the monitor."""
        return self("monitor", *words)

    def rules(self) -> tuple[str | Path, ...]:
        """The options that say what to judge by."""
        return ("--basis", self.basis, "--library", self.library)

    def written(self, *events: dict[str, Any] | bytes, name: str = "events.jsonl") -> Path:
        """The events as a file."""
        lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in events]
        path = self.folder / name
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    def run(self, source: Path | str, *options: str | Path) -> Answer:
        """Read a source."""
        return self.monitor("run", "--source", source, *self.rules(), *options)

    def alerts(self) -> list[Any]:
        """All alerts as they stand."""
        return self.monitor("alerts", "--format", "jsonl").lines()


def said(text: str, number: int = 1, minutes: float = 0, **changes: Any) -> dict[str, Any]:
    """A message sent so long after noon, and received a second later."""
    time = NOON + timedelta(minutes=minutes)
    return envelope(
        "message_sent",
        **{
            "id": f"E-{number}",
            "time": time.isoformat(),
            "recordedtime": (time + timedelta(seconds=1)).isoformat(),
            "data": {"app": "org.example.chat", "counterparty": "c-91", "text": text},
            **changes,
        },
    )


HEIST = "we talk of the lantern heist tomorrow"
"""What raises an alert."""

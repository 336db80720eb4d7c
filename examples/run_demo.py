"""The demonstration, as ``make demo`` runs it: ``python -m examples.run_demo FOLDER``."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from examples.build_phone import build
from skerry import SkerryError

PARTLY_DONE = 3
"""Skerry's exit code for: done, with gaps. The phone is made to have some."""

IMPORTS: tuple[tuple[str, ...], ...] = (
    ("exact.md5", "--name", "demo-exact", "--disposition", "alert"),
    ("pictures.csv", "--name", "demo-pictures", "--disposition", "alert", "--profile"),
    ("vics.json", "--name", "demo-vics", "--disposition", "alert", "--profile"),
    ("system.sha1", "--name", "demo-system", "--disposition", "known"),
)
"""Files in ``sets``, and how each is imported; the profile's path follows ``--profile``."""


class DemoFailed(SkerryError):
    """A command of the demonstration failed."""


def demonstrate(folder: Path) -> Path:
    """Build, examine, show, report, monitor; the report's path. What is done is not done again."""
    prepare(folder)
    exam = folder / "phone.exam"
    case = ("--case", folder / "case.toml", "--rules", folder / "rules.yar")
    skerry(folder, "triage", "run", folder / "phone.img", "--exam", exam, *case)
    skerry(folder, "triage", "findings", exam)
    skerry(folder, "triage", "report", exam, "--out", folder / "report")
    monitor(folder)
    return next((folder / "report").glob("*.html"))


def monitor(folder: Path) -> None:
    """Two weeks of made-up people's devices: read, alerted on, and how the monitor stands then."""
    events, basis = folder / "events.jsonl", folder / "basis.json"
    if not events.is_file():
        asked = ("--people", "30", "--events", "2000", "--seed", "4")
        skerry(folder, "monitor", "simulate", *asked, "--out", events, "--basis-out", basis)
    told = ("--alerts-to", folder / "alerts.jsonl")
    skerry(folder, "monitor", "run", "--source", events, "--basis", basis, *told)
    skerry(folder, "monitor", "alerts")
    skerry(folder, "monitor", "status", "--basis", basis)


def prepare(folder: Path) -> None:
    """The phone, and a home folder with its hash sets; only once for each state of the builder."""
    stamp = folder / ".prepared"
    if stamp.is_file() and stamp.read_text("ascii") == builder_digest():
        return
    shutil.rmtree(folder, ignore_errors=True)
    print("Building a made-up phone", flush=True)
    build(folder)
    for file, *options in IMPORTS:
        profile = [folder / "profile.toml"] if options[-1] == "--profile" else []
        skerry(folder, "hashsets", "import", folder / "sets" / file, *options, *profile)
    stamp.write_text(builder_digest(), "ascii")


def builder_digest() -> str:
    """A digest of the builder's own files: where it changed, the phone is built again."""
    state = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        state.update(file.read_bytes())
    return state.hexdigest()


def skerry(folder: Path, *words: str | Path) -> None:
    """Run the installed command with a home inside the folder, showing its words first."""
    shown = [str(word) for word in words]
    print(f"\n$ skerry {' '.join(shown)}", flush=True)
    code = subprocess.run(
        command(shown), env={**os.environ, "SKERRY_HOME": str(folder / "home")}, check=False
    ).returncode
    if code not in (0, PARTLY_DONE):
        raise DemoFailed(f"skerry {' '.join(shown[:2])} ended with exit code {code}")


def command(words: Sequence[str]) -> list[str]:
    """The command of the environment that this runs in."""
    return [str(Path(sys.executable).parent / "skerry"), *words]


def main() -> int:
    """Run the demonstration in the folder named, by default ``demo``."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    try:
        report = demonstrate(folder)
    except SkerryError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\nThe report, to open in a browser:\n{report.resolve().as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

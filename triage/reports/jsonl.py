"""The listings as files: one JSON object a line, byte for byte what the commands print."""

from pathlib import Path

from triage import listing
from triage.exam.connection import Connection
from triage.sealing import LISTINGS


def write(connection: Connection, folder: Path) -> list[str]:
    """Write the three listings into ``folder``; returns their names."""
    for name, lines in LISTINGS.items():
        with (folder / f"{name}.jsonl").open("wb") as file:
            file.writelines(listing.json_lines(lines(connection)))
    return [f"{name}.jsonl" for name in LISTINGS]

"""An export and its map, for tests."""

import json
from pathlib import Path
from typing import Any

import msgspec

from monitor.csv_export.converting import event_of
from monitor.csv_export.mapping import Map
from monitor.csv_export.problem import Problem
from monitor.csv_export.rows import read_rows

HEADER = "Kind,Device,When,App,With,Text,Seconds"
MAP: dict[str, Any] = {
    "person": {"constant": "P-0042"},
    "device": "Device",
    "time": {"columns": ["When"], "formats": ["%d/%m/%Y %H:%M:%S"], "zone": "Europe/London"},
    "type": "Kind",
    "types": {
        "Sent": {
            "type": "message_sent",
            "data": {"app": "App", "counterparty": "With", "text": "Text"},
        },
        "Used": {"type": "app_used", "data": {"app": "App", "seconds": "Seconds"}},
        "Searched": {
            "type": "search",
            "data": {"engine": {"constant": "search.example"}, "query": "Text", "app": "App"},
        },
        "Call": {"skip": True},
    },
}


def mapped(**changes: Any) -> Map:
    """The map with changes."""
    return msgspec.convert({**MAP, **changes}, Map)


def results(
    folder: Path, content: str | bytes, columns: Map | None = None
) -> list[dict[str, Any] | Problem | None]:
    """What each row of a file becomes."""
    columns, file = columns or mapped(), folder / "export.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found: list[dict[str, Any] | Problem | None] = []
    for row in read_rows(file, columns):
        one = row if isinstance(row, Problem) else event_of(row, columns)
        found.append(json.loads(one) if isinstance(one, bytes) else one)
    return found


def rows(*lines: str) -> str:
    """Rows under the header."""
    return "\n".join([HEADER, *lines]) + "\n"

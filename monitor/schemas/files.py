"""The schemas as files: the same bytes for the same types."""

import json
from pathlib import Path

from monitor.errors import MonitorError
from monitor.schemas.asyncapi import document
from monitor.schemas.json_schema import schemas


def files() -> dict[str, bytes]:
    """What is published, by file name."""
    named: dict[str, object] = {f"{name}.json": schema for name, schema in schemas().items()}
    named["asyncapi.json"] = document()
    return {name: _bytes(content) for name, content in named.items()}


def write_files(folder: Path) -> list[Path]:
    """Write them into a folder, made where it is missing; raises ``MonitorError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files().items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise MonitorError(f"cannot write into {folder}: {error.strerror}") from None
    return [folder / name for name in files()]


def _bytes(content: object) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"

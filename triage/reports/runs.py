"""The runs of an examination, fit to hand on: who, when, with what, and no machine's folders."""

import json
import shlex
from typing import NamedTuple

from triage.exam import reading
from triage.exam.connection import Connection


class RunShown(NamedTuple):
    """A run as a report prints it. ``tools`` are versions by name."""

    number: int
    started: str
    ended: str | None
    outcome: str | None
    who: str
    host: str
    command: str
    tools: dict[str, str]


def runs_shown(connection: Connection) -> list[RunShown]:
    """All runs, in order."""
    return [
        RunShown(
            *row[:6],
            command=without_folders(row.command),
            tools={str(name): str(found) for name, found in json.loads(row.tools).items()},
        )
        for row in reading.runs(connection)
    ]


def without_folders(command: str) -> str:
    """A command line whose paths keep their last part only; URLs stay as they are."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    return shlex.join(_last_part(word) for word in words)


def _last_part(word: str) -> str:
    option, equals, value = word.partition("=") if word.startswith("-") else ("", "", word)
    if "/" in value and "://" not in value:
        value = value.rstrip("/").rpartition("/")[2] or "/"
    return f"{option}{equals}{value}"

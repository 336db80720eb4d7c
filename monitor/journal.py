"""What happens in a run, one line each: for people, or as JSON for a log collector.

No line holds content, a name or a reference of a person.
"""

import sys
import threading
import time
from enum import StrEnum
from typing import TypeAlias

import msgspec

from casework.moments import utc_now, written
from casework.terminal import shown

Fact: TypeAlias = str | int | float | dict[str, int] | None


class Happening(StrEnum):
    """What can happen. A closed list, for whoever filters."""

    NOTICE = "notice"
    START = "start"
    PARTITIONS = "partitions"
    BATCHES = "batches"
    QUARANTINE = "quarantine"
    LIBRARIES_SWAPPED = "libraries-swapped"
    LIBRARIES_REFUSED = "libraries-refused"
    DELIVERY_TROUBLE = "delivery-trouble"
    FENCED = "fenced"
    TROUBLE = "trouble"
    STOP = "stop"


WORTH_A_WARNING = frozenset(
    {
        Happening.NOTICE,
        Happening.QUARANTINE,
        Happening.LIBRARIES_REFUSED,
        Happening.DELIVERY_TROUBLE,
        Happening.FENCED,
        Happening.TROUBLE,
    }
)


class Form(StrEnum):
    """How a log is written: ``plain`` has only warnings where the source ends by itself."""

    PLAIN = "plain"
    JSON = "json"


class Journal:
    """The log of one process, on standard error. Safe for threads."""

    def __init__(self, form: Form, process: str, all_of_it: bool) -> None:
        self._form, self._process, self._all = form, process, all_of_it
        self._lock = threading.Lock()

    def say(self, happening: Happening, text: str = "", **facts: Fact) -> None:
        """One line."""
        warning = happening in WORTH_A_WARNING
        if happening is Happening.BATCHES and not facts.get("batches") and self._form is Form.PLAIN:
            return
        if self._form is Form.PLAIN and not (warning or self._all):
            return
        line = (
            self._as_json(happening, warning, text, facts)
            if self._form is Form.JSON
            else _plain(happening, text, facts)
        )
        with self._lock:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def _as_json(
        self, happening: Happening, warning: bool, text: str, facts: dict[str, Fact]
    ) -> str:
        line = {
            "at": written(utc_now()),
            "level": "warning" if warning else "info",
            "happening": happening,
            "process": self._process,
            **({} if facts or not text else {"text": text}),
            **facts,
        }
        return msgspec.json.encode(line).decode()


def _plain(happening: Happening, text: str, facts: dict[str, Fact]) -> str:
    told = text or ", ".join(f"{name} {_told(fact)}" for name, fact in facts.items())
    return shown(f"skerry: {happening}: {told}" if told else f"skerry: {happening}")


def _told(fact: Fact) -> str:
    if isinstance(fact, dict):
        return counted(fact)
    return "unknown" if fact is None else str(fact)


def counted(counts: dict[str, int]) -> str:
    """Counts in words."""
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


class Pace:
    """Events a second, since it was asked last. Monotonic seconds."""

    def __init__(self) -> None:
        self._at, self._events = time.monotonic(), 0

    def rate(self, events: int) -> int:
        """``events`` counts from the start."""
        now = time.monotonic()
        passed = now - self._at
        rate = round((events - self._events) / passed) if passed > 0 else 0
        self._at, self._events = now, events
        return rate

"""Events as a source would write them, for tests."""

import json
from typing import Any

import msgspec

from monitor.events import EVENT_TYPES, PREFIX, SUFFIX
from monitor.records import Coordinates, Record

NOWHERE = Coordinates("t", 0, 0)


def envelope(name: str = "keystrokes", **changes: Any) -> dict[str, Any]:
    """An event of a type with its example as data; a null change leaves the key out."""
    whole = {
        "specversion": "1.0",
        "id": "E-1",
        "source": "device/D-17",
        "subject": "P-0042",
        "type": f"{PREFIX}{name}{SUFFIX}",
        "time": "2026-11-22T21:14:03.120Z",
        "data": EVENT_TYPES[name].EXAMPLE,
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def record(event: dict[str, Any] | bytes, key: bytes | None = None, **more: Any) -> Record:
    """The event as a record of a topic."""
    value = event if isinstance(event, bytes) else json.dumps(event).encode()
    return Record(NOWHERE, key, value, **more)


def as_json(thing: object) -> Any:
    """A typed record as it is read by another program."""
    return json.loads(msgspec.json.encode(thing))

"""JSON Schema (draft 2020-12) of each type of event, of alerts and of quarantined records."""

import inspect
from typing import Any, TypeAlias

import msgspec

from monitor.alert import Alert
from monitor.events import EVENT_TYPES, PREFIX, SUFFIX, Data, Envelope
from monitor.quarantined import Quarantined

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MESSAGES: dict[str, type[msgspec.Struct]] = {"alert": Alert, "quarantined": Quarantined}
"""What the monitor itself sends, by the name of its schema."""


def schemas() -> dict[str, Schema]:
    """Every schema by its name, which is the full type where it is an event's."""
    events = {f"{PREFIX}{name}{SUFFIX}": event_schema(name) for name in EVENT_TYPES}
    return {**events, **{name: message_schema(name) for name in MESSAGES}}


def event_schema(name: str) -> Schema:
    """The schema of one type of event: the envelope, with its own data in it."""
    kind = EVENT_TYPES[name]
    full = f"{PREFIX}{name}{SUFFIX}"
    root, inner = _resolved(Envelope)
    data, of_data = _resolved(kind)
    properties = {**root["properties"], "type": {"const": full}, "data": {**data, **_facts(kind)}}
    return _document(
        full,
        {
            **root,
            "description": data["description"],
            "properties": properties,
            "examples": [example(name)],
        },
        {**inner, **of_data},
    )


def message_schema(name: str) -> Schema:
    """The schema of a message that the monitor sends."""
    return _document(name, *_resolved(MESSAGES[name]))


def example(name: str) -> dict[str, object]:
    """A whole event of a type."""
    return {
        "specversion": "1.0",
        "id": "01KAPCC7P0000000000000000A",
        "source": "device/D-17",
        "subject": "P-0042",
        "type": f"{PREFIX}{name}{SUFFIX}",
        "time": "2026-11-22T21:14:03.120Z",
        "recordedtime": "2026-11-22T21:14:05.480Z",
        "sequence": 7,
        "data": EVENT_TYPES[name].EXAMPLE,
    }


def _facts(kind: type[Data]) -> Schema:
    """What the gate and the matcher read of a type, as annotations."""
    return {
        "x-skerry-kind": str(kind.KIND),
        "x-skerry-text": list(kind.TEXT),
        "x-skerry-others-words": kind.OTHERS_WORDS,
    }


def _resolved(kind: type[msgspec.Struct]) -> tuple[Schema, dict[str, Schema]]:
    """A type's own schema, and those it refers to."""
    _, components = msgspec.json.schema_components([kind])
    tidy = {name: _tidy(schema) for name, schema in components.items()}
    return tidy.pop(kind.__name__), tidy


def _tidy(schema: Schema) -> Schema:
    """Docstrings without the indentation of the source."""
    described = schema.get("description")
    return {**schema, "description": inspect.cleandoc(described)} if described else schema


def _document(name: str, schema: Schema, inner: dict[str, Schema]) -> Schema:
    head = {"$schema": DIALECT, "$id": f"urn:skerry:schema:{name}"}
    return {**head, **schema, "title": name, **({"$defs": inner} if inner else {})}

"""From a row to an event, by the map."""

import hashlib
from typing import Any

import msgspec

from casework.moments import written
from monitor.csv_export.mapping import Constant, Field, Map, Rule
from monitor.csv_export.moments import When, moment
from monitor.csv_export.problem import Problem, Unmapped
from monitor.csv_export.rows import Row
from monitor.event import DEVICE, Unreadable, decoded
from monitor.events import EVENT_TYPES, PREFIX, SUFFIX
from monitor.records import Coordinates, Record

NOWHERE = Coordinates("", 0, 0)


def event_of(row: Row, columns: Map) -> bytes | Problem | None:
    """The event as JSON, what is wrong with the row, or null where the map leaves it out.

    What is returned as an event is one that the monitor understands.
    """
    try:
        rule = _rule(row, columns)
        if rule.skip:
            return None
        return _checked(_event(row, columns, rule))
    except Unmapped as refused:
        return Problem(row.number, refused.column, refused.reason)


def _rule(row: Row, columns: Map) -> Rule:
    value = _value(row, columns.type).strip()
    rule = columns.types.get(value)
    if rule is None:
        raise Unmapped(_name(columns.type), f"the map has no type {value!r}")
    return rule


def _event(row: Row, columns: Map, rule: Rule) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": _needed(row, columns.id) if columns.id else _identity(row),
        "source": DEVICE + _needed(row, columns.device),
        "subject": _needed(row, columns.person),
        "type": f"{PREFIX}{rule.type}{SUFFIX}",
        "time": _moment(row, columns.time),
        "recordedtime": _moment(row, columns.recordedtime) if columns.recordedtime else None,
        "sequence": _sequence(row, columns.sequence) if columns.sequence else None,
        "handling": rule.handling,
        "data": _data(row, rule),
    }
    return {name: value for name, value in event.items() if value is not None}


def _checked(event: dict[str, Any]) -> bytes:
    try:
        content = msgspec.json.encode(event)
        decoded(Record(NOWHERE, None, content))
    except UnicodeEncodeError:
        raise Unmapped(None, "holds bytes that are not of the file's encoding") from None
    except Unreadable as refused:
        raise Unmapped(None, f"gives no event: {refused.reason}") from None
    return content


def _identity(row: Row) -> str:
    """An id that the same row at the same place always gets: SHA-256 over its number and cells."""
    content = "\x1f".join([str(row.number), *row.whole])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _moment(row: Row, when: When) -> str:
    return written(moment(when, " ".join(row.cells[name].strip() for name in when.columns)))


def _sequence(row: Row, column: str) -> int | None:
    text = row.cells[column].strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Unmapped(column, f"{text!r} counts nothing")
    return int(text)


def _data(row: Row, rule: Rule) -> dict[str, Any]:
    """The type's fields; empty cells of fields that may be missing are left out."""
    kind = EVENT_TYPES[rule.type]
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    said = {}
    for name, field in rule.data.items():
        value = _value(row, field)
        value = value if name in kind.TEXT else value.strip()
        if value or name in required:
            said[name] = value
    try:
        typed = msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Unmapped(None, f"{rule.type}: {error}") from None
    return {name: getattr(typed, name) for name in said}


def _value(row: Row, field: Field) -> str:
    return field.constant if isinstance(field, Constant) else row.cells[field]


def _needed(row: Row, field: Field) -> str:
    value = _value(row, field).strip()
    if not value:
        raise Unmapped(_name(field), "is empty")
    return value


def _name(field: Field) -> str | None:
    return None if isinstance(field, Constant) else field

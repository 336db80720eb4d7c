"""The objects in a JSON document's ``value`` array, one at a time."""

from collections.abc import Iterator
from typing import Any

import msgspec

from hashsets.records import BadRecord

DEEPEST = 32
"""Nested containers in one object; real ones have four."""

Events = Iterator[tuple[str, Any]]
STARTS = ("start_map", "start_array")
ENDS = ("end_map", "end_array")


class Item(msgspec.Struct, frozen=True):
    """One object, by lower-case key, and where it stands."""

    position: str
    members: dict[str, Any]


def items(events: Events) -> Iterator[Item | BadRecord]:
    """Each object of ``value``, or of the ``media`` array within an object that has one.

    ``events`` are those of ``ijson.basic_parse``, whose errors pass through.
    """
    found = False
    kind, _ = next(events)
    while kind == "start_map" and (event := next(events))[0] == "map_key":
        first = next(events)
        if event[1].lower() == "value" and first[0] == "start_array":
            found = True
            yield from elements(events, "value")
        else:
            build(events, first)
    for _ in events:
        """Reading on shows whether the document is whole."""
    if not found:
        reason = "the JSON has no list called 'value'"
        yield BadRecord(position="the start", reason=reason, consequence="refused")


def elements(events: Events, place: str) -> Iterator[Item | BadRecord]:
    """The objects of an array just entered."""
    number = 0
    while (event := next(events))[0] != "end_array":
        position = f"{place}[{number}]"
        if event[0] == "start_map":
            yield from members(events, position)
        else:
            build(events, event)
            yield BadRecord(position=position, reason="not a JSON object")
        number += 1


def members(events: Events, position: str) -> Iterator[Item | BadRecord]:
    """An object just entered: itself, or, where it is a case, its media."""
    gathered: dict[str, Any] = {}
    is_case = False
    while (event := next(events))[0] == "map_key":
        first = next(events)
        if event[1].lower() == "media" and first[0] == "start_array":
            is_case = True
            yield from elements(events, f"{position}.Media")
        else:
            gathered[event[1].lower()] = build(events, first)
    if not is_case:
        yield Item(position, gathered)


def build(events: Events, first: tuple[str, Any], depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """The value that starts with ``first``; what is nested deeper than ``DEEPEST`` becomes null."""
    kind, value = first
    if kind not in STARTS:
        return value
    if depth == DEEPEST:
        skip(events)
        return None
    if kind == "start_array":
        gathered = []
        while (event := next(events))[0] != "end_array":
            gathered.append(build(events, event, depth + 1))
        return gathered
    named = {}
    while (event := next(events))[0] == "map_key":
        named[event[1].lower()] = build(events, next(events), depth + 1)
    return named


def skip(events: Events) -> None:
    """Read to the end of the container just entered."""
    depth = 1
    while depth:
        kind = next(events)[0]
        depth += (kind in STARTS) - (kind in ENDS)

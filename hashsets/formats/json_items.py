"""The objects in one list of a JSON document, one at a time: the plain way, event by event."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from hashsets.hexadecimal import shown
from hashsets.records import BadRecord

DEEPEST = 32
"""Nested containers in one object; real ones have four."""

Events = Iterator[tuple[str, Any]]
LEAST, MOST = -(2**63), 2**64 - 1
"""Larger whole numbers become decimals, which every writer of JSON can write."""

STARTS = ("start_map", "start_array")
ENDS = ("end_map", "end_array")


class Item(msgspec.Struct, frozen=True):
    """One object and where it stands."""

    position: str
    members: dict[str, Any]


class Lists(msgspec.Struct, frozen=True):
    """What the lists of a document are called, in lower case.

    ``outer`` stands in the document's own object; ``inner``, where an element has it, holds the
    objects sought in that element's place.
    """

    outer: str = "value"
    inner: str | None = "media"


VICS = Lists()


class Start(msgspec.Struct, frozen=True):
    """How many elements of the first outer list, and of the inner list in it, came before."""

    outer: int = 0
    inner: int = 0


def items(
    events: Events,
    lists: Lists = VICS,
    start: Start = Start(),  # noqa: B008 - frozen
) -> Iterator[Item | BadRecord]:
    """Each object of the list, or of the inner list within an object that has one.

    ``events`` are those of ``ijson.basic_parse``, whose errors pass through.
    """
    found = False
    kind, _ = next(events)
    while kind == "start_map" and (event := next(events))[0] == "map_key":
        first = next(events)
        if event[1].lower() == lists.outer and first[0] == "start_array":
            yield from elements(events, lists.outer, lists.inner, Start() if found else start)
            found = True
        else:
            build(events, first)
    for _ in events:
        """Reading on shows whether the document is whole."""
    if not found:
        reason = f"the JSON has no list called {lists.outer!r}"
        yield BadRecord(position="the start", reason=reason, consequence="refused")


def elements(
    events: Events, place: str, inner: str | None, start: Start
) -> Iterator[Item | BadRecord]:
    """The objects of an array just entered."""
    number = start.outer
    first_inner = start.inner
    while (event := next(events))[0] != "end_array":
        position = f"{place}[{number}]"
        if event[0] == "start_map":
            yield from members(events, position, inner, first_inner)
        else:
            build(events, event)
            yield BadRecord(position=position, reason="not a JSON object")
        number, first_inner = number + 1, 0


def members(
    events: Events, position: str, inner: str | None, start: int
) -> Iterator[Item | BadRecord]:
    """An object just entered: itself, or, where it has the inner list, that list's objects."""
    gathered: dict[str, Any] = {}
    is_case = False
    while (event := next(events))[0] == "map_key":
        first = next(events)
        if inner is not None and event[1].lower() == inner and first[0] == "start_array":
            within = f"{position}.{inner.capitalize()}"
            yield from elements(events, within, None, Start(0 if is_case else start))
            is_case = True
        else:
            value = build(events, first)
            yield from given_twice(gathered, event[1], value, position)
            gathered[event[1]] = value
    if not is_case:
        yield Item(position, gathered)


def given_twice(
    gathered: dict[str, Any],
    key: str,
    value: Any,  # noqa: ANN401 - JSON
    position: str,
) -> Iterator[BadRecord]:
    """A complaint where a key has a value already, and another one."""
    if key in gathered and gathered[key] != value:
        reason = f"{shown(key)} is given twice: its first value was not used"
        yield BadRecord(position=position, reason=reason)


def build(events: Events, first: tuple[str, Any], depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """The value that starts with ``first``; what is nested deeper than ``DEEPEST`` becomes null."""
    kind, value = first
    if kind not in STARTS:
        too_large = isinstance(value, int) and not LEAST <= value <= MOST
        return Decimal(value) if too_large else value
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
        named[event[1]] = build(events, next(events), depth + 1)
    return named


def skip(events: Events) -> None:
    """Read to the end of the container just entered."""
    depth = 1
    while depth:
        kind = next(events)[0]
        depth += (kind in STARTS) - (kind in ENDS)

"""The objects of a list that stands at a given place in a JSON document, one at a time."""

from collections.abc import Generator, Iterator
from typing import Any

from hashsets.formats.json_items import STARTS, Events, Item, build, given_twice, skip
from hashsets.records import BadRecord

Path = tuple[str, ...]
Listed = Generator[Item | BadRecord, None, bool]


def listed(events: Events, first: tuple[str, object], path: Path, place: str = "") -> Listed:
    """Each object of the list at ``path`` in the value that starts with ``first``.

    ``events`` are those of ``ijson.basic_parse``, whose errors pass through. The value is read to
    its end; returned is whether it has such a list.
    """
    if first[0] == "start_array" and not path:
        yield from elements(events, place)
        return True
    if first[0] != "start_map" or not path:
        pass_over(events, first)
        return False
    found = False
    while (event := next(events))[0] == "map_key":
        first = next(events)
        if event[1] == path[0]:
            within = f"{place}.{path[0]}" if place else path[0]
            found |= yield from listed(events, first, path[1:], within)
        else:
            pass_over(events, first)
    return found


def elements(events: Events, place: str) -> Listed:
    """The objects of an array just entered."""
    number = 0
    while (event := next(events))[0] != "end_array":
        position = f"{place}[{number}]"
        if event[0] == "start_map":
            yield from item(events, position)
        else:
            build(events, event)
            yield BadRecord(position=position, reason="not a JSON object")
        number += 1
    return True


def item(events: Events, position: str) -> Iterator[Item | BadRecord]:
    """An object just entered, after its keys that are given twice."""
    gathered: dict[str, Any] = {}
    while (event := next(events))[0] == "map_key":
        value = build(events, next(events))
        yield from given_twice(gathered, event[1], value, position)
        gathered[event[1]] = value
    yield Item(position, gathered)


def pass_over(events: Events, first: tuple[str, object]) -> None:
    """Read to the end of the value that starts with ``first``."""
    if first[0] in STARTS:
        skip(events)

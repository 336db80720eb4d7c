"""YAML as a library may use it: mappings, lists and plain text, nothing that builds or refers.

Every scalar is text, so that version 1.10 does not become 1.1, nor ``no`` a false.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from keywords.records import LibraryError

LARGEST = 64 << 20
"""Bytes of a library's file."""

DEEPEST = 8
"""Lists and mappings within each other."""

Event: TypeAlias = Any
"""An event of PyYAML, which has no types."""

Value = str | list[Any] | dict[str, Any]


def read_document(content: bytes) -> Value:
    """The one document of a YAML 1.1 file.

    Raises ``LibraryError`` for what is not YAML, holds anchors, aliases, tags, several documents or
    a key twice, is nested deeper than ``DEEPEST`` or larger than ``LARGEST``.
    """
    if len(content) > LARGEST:
        raise LibraryError(f"{len(content)} bytes; {LARGEST} at most")
    try:
        events = iter(yaml.parse(content.decode(), Loader=yaml.CSafeLoader))
        opening = [next(events), next(events)]
        if not isinstance(opening[1], yaml.DocumentStartEvent):
            raise LibraryError("the file is empty")
        value = _value(next(events), events, 0)
        next(events)
        if not isinstance(next(events), yaml.StreamEndEvent):
            raise LibraryError("the file holds more than one document")
    except UnicodeDecodeError as error:
        raise LibraryError(f"not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        raise LibraryError(f"not YAML: {' '.join(str(error).split())}") from None
    return value


def _value(event: Event, events: Iterator[Event], depth: int) -> Value:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        raise LibraryError(f"line {line}: anchors, aliases and tags are not read")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if depth == DEEPEST:
        raise LibraryError(f"line {line}: nested deeper than {DEEPEST}")
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(events, depth + 1)
    return _mapping(events, depth + 1)


def _list(events: Iterator[Event], depth: int) -> list[Any]:
    found = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        found.append(_value(event, events, depth))
    return found


def _mapping(events: Iterator[Event], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        line = event.start_mark.line + 1
        key = _value(event, events, depth)
        if not isinstance(key, str):
            raise LibraryError(f"line {line}: a key must be plain text")
        if key in found:
            raise LibraryError(f"line {line}: {key!r} is there twice")
        found[key] = _value(next(events), events, depth)
    return found

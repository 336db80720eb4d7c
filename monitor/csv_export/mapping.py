"""The map: which column, or which constant, is what; one TOML file a product.

``docs/monitor.md`` has an example. A map that cannot be right is refused before a row is read.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from monitor.csv_export.moments import When, check_when
from monitor.errors import MonitorError
from monitor.events import EVENT_TYPES, Handling


class Constant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same for every row."""

    constant: str


Field: TypeAlias = str | Constant
"""The name of a column, or a constant."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a row becomes: a type of event with its data; or nothing, where ``skip`` says so."""

    type: str = ""
    data: dict[str, Field] = {}
    handling: Handling | None = None
    skip: bool = False


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product's export. ``types`` are rules by what the type's column, or constant, says.

    ``header_row`` is the row that holds the columns' names; what stands above it is passed over.
    """

    person: Field
    device: Field
    time: When
    type: Field
    types: dict[str, Rule]
    recordedtime: When | None = None
    id: str | None = None
    sequence: str | None = None
    encoding: Literal["auto", "utf-8", "utf-16", "cp1252"] = "auto"
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    header_row: int = 1

    def columns(self) -> set[str]:
        """The columns that are read."""
        fields = [self.person, self.device, self.type]
        fields += [field for rule in self.types.values() for field in rule.data.values()]
        named = {field for field in fields if isinstance(field, str)}
        named |= {column for column in (self.id, self.sequence) if column is not None}
        return named | set(_columns_of((self.time, self.recordedtime)))


def _columns_of(moments: Iterable[When | None]) -> Iterator[str]:
    for moment in moments:
        if moment is not None:
            yield from moment.columns


def read_map(path: Path) -> Map:
    """The map in a file; raises ``MonitorError`` for one that cannot be right."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        found = msgspec.convert(said, Map)
    except OSError as error:
        raise MonitorError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise MonitorError(f"{path} is no column map: {error}") from None
    for fault in faults(found):
        raise MonitorError(f"{path}: {fault}")
    return found


def faults(found: Map) -> Iterator[str]:
    """What cannot be right in a map."""
    if found.header_row < 1:
        yield "header_row is counted from 1"
    for moment in (found.time, found.recordedtime):
        if moment is not None:
            yield from check_when(moment)
    if isinstance(found.type, Constant) and found.type.constant not in found.types:
        yield f"there is no [types.{found.type.constant!r}] for the constant type"
    for value, rule in found.types.items():
        yield from (f"[types.{value!r}]: {fault}" for fault in _rule_faults(rule))


def _rule_faults(rule: Rule) -> Iterator[str]:
    if rule.skip:
        if rule.type or rule.data:
            yield "skip = true leaves no room for a type or data"
        return
    kind = EVENT_TYPES.get(rule.type)
    if kind is None:
        yield f"no type of event is called {rule.type!r}"
        return
    known = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in rule.data.keys() - known.keys():
        yield f"{rule.type} has no {name}"
    for name, field in known.items():
        if field.required and name not in rule.data:
            yield f"{rule.type} needs {name}"

"""A record's fields as options of a command, worked out from its type."""

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import inspect

from casework.asking import option
from casework.errors import CaseworkError
from casework.forms.form import Subject
from casework.forms.readers import READERS, Reader
from casework.importing.rows import day, moment

DEST = "field_"


def fields_of(kind: Subject) -> dict[str, inspect.Field]:
    """A kind's fields, without what every record has."""
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    return {field.name: field for field in told.fields if field.name not in ("id", "person")}


def add_options(
    parser: argparse.ArgumentParser,
    kind: Subject,
    names: Iterable[str],
    optional: Callable[[str], bool],
) -> None:
    """An option for each field; needed, unless it may be left out or is ``optional`` here."""
    fields = fields_of(kind)
    for name in names:
        field = fields[name]
        needed = field.required and not optional(name)
        parser.add_argument(
            f"--{_singular(field).replace('_', '-')}",
            dest=DEST + name,
            required=needed,
            default=None,
            **_how(field.type),
        )


def given_fields(given: argparse.Namespace, kind: Subject) -> dict[str, object]:
    """The fields that were typed; several of one make its tuple or its table."""
    found: dict[str, object] = {}
    for name, field in fields_of(kind).items():
        value = getattr(given, DEST + name, None)
        if value is None:
            continue
        told = _plain(field.type)
        if isinstance(told, inspect.EnumType):
            value = told.cls(value)
        elif isinstance(told, inspect.DictType):
            value = dict(value)
        elif isinstance(told, inspect.VarTupleType):
            value = tuple(value)
        found[name] = value
    return found


def is_day(kind: Subject, name: str) -> bool:
    """Whether a field holds a day, and no moment."""
    return isinstance(_plain(fields_of(kind)[name].type), inspect.DateType)


def is_many(kind: Subject, name: str) -> bool:
    """Whether a field holds several."""
    return isinstance(_plain(fields_of(kind)[name].type), inspect.VarTupleType)


def can_be_typed(field: inspect.Field) -> bool:
    """Whether there is a way to type it; else it is filed from JSON only."""
    try:
        _how(field.type)
    except CaseworkError:
        return False
    return True


def _singular(field: inspect.Field) -> str:
    many = isinstance(_plain(field.type), inspect.VarTupleType | inspect.DictType)
    return field.name.removesuffix("s") if many else field.name


def _plain(told: inspect.Type) -> inspect.Type:
    """The type without the null that may stand in its place."""
    if isinstance(told, inspect.UnionType):
        others = [one for one in told.types if not isinstance(one, inspect.NoneType)]
        return others[0]
    return told


def _how(told: inspect.Type) -> dict[str, Any]:
    plain = _plain(told)
    match plain:
        case inspect.BoolType():
            return {"action": argparse.BooleanOptionalAction}
        case inspect.EnumType():
            return {"choices": [str(one) for one in plain.cls]}
        case inspect.VarTupleType():
            return {"action": "append", **_how(plain.item_type)}
        case inspect.DictType():
            number = isinstance(plain.value_type, inspect.IntType)
            return {"action": "append", "type": option(_pair(number)), "metavar": "NAME=VALUE"}
        case _:
            reader, shape = _reader(plain)
            return {"type": option(reader), **shape}


def _reader(plain: inspect.Type) -> tuple[Reader, dict[str, str]]:
    match plain:
        case inspect.StrType():
            return str, {"metavar": "TEXT"}
        case inspect.IntType():
            return int, {"metavar": "N"}
        case inspect.DateType():
            return day, {"metavar": "DAY"}
        case inspect.DateTimeType():
            return moment, {"metavar": "TIME"}
        case inspect.StructType() if plain.cls in READERS:
            reader, text = READERS[plain.cls]
            return reader, {"metavar": f"'{text}'", "help": "may be repeated"}
        case _:
            raise CaseworkError(f"{plain} cannot be typed")


def _pair(number: bool) -> Reader:
    def read(text: str) -> tuple[str, object]:
        name, parted, value = text.partition("=")
        if not parted or not name:
            raise CaseworkError(f"{text!r} is not NAME=VALUE")
        return name, int(value) if number else value

    return read

import typing

import msgspec
import pytest

from casework.records.permission import DataKind
from monitor.events import EVENT_TYPES, MOST_TEXT, Data, Keystrokes

every_type = pytest.mark.parametrize("name", EVENT_TYPES)


@every_type
def test_the_example_of_each_type_is_one_of_it(name: str) -> None:
    kind = EVENT_TYPES[name]
    assert isinstance(msgspec.convert(kind.EXAMPLE, kind), kind)
    assert set(kind.EXAMPLE) <= set(kind.__struct_fields__)


@every_type
def test_each_type_says_what_it_is_and_which_data_it_holds(name: str) -> None:
    kind = EVENT_TYPES[name]
    assert kind.__doc__
    assert isinstance(kind.KIND, DataKind)


@every_type
def test_fields_that_are_matched_are_fields_that_hold_text(name: str) -> None:
    kind = EVENT_TYPES[name]
    hints = typing.get_type_hints(kind)
    assert set(kind.TEXT) <= set(kind.__struct_fields__)
    assert all(str in (hints[field], *typing.get_args(hints[field])) for field in kind.TEXT)


@every_type
def test_words_of_others_are_only_said_of_types_with_words(name: str) -> None:
    kind = EVENT_TYPES[name]
    assert kind.TEXT or not kind.OTHERS_WORDS


def test_every_type_that_is_declared_is_in_the_table() -> None:
    assert set(EVENT_TYPES.values()) == set(Data.__subclasses__())


def test_fields_that_nobody_declared_are_passed_over() -> None:
    found = msgspec.convert({"app": "a", "text": "b", "colour": "c"}, Keystrokes)
    assert found == Keystrokes(app="a", text="b")


def test_text_has_a_longest() -> None:
    assert msgspec.convert({"app": "a", "text": "x" * MOST_TEXT}, Keystrokes)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"app": "a", "text": "x" * (MOST_TEXT + 1)}, Keystrokes)

"""Regular expressions of a library: what is refused, so that no text can make one run for long."""

import re
import warnings
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # in 3.11 to 3.13
from typing import Any, TypeAlias

from keywords.folding import fold_character
from keywords.records import LibraryError

LONGEST = 500
"""Characters of one expression."""

MOST_ENDLESS = 2
"""Repeats without an end that one expression may have."""

MOST_CHOICES = 8
"""A choice of alternatives may be repeated this often."""

LARGEST_REPEAT = 200
"""The highest end of a repeat that has one, repeats around it counted in."""

Tree: TypeAlias = Any
"""A parsed expression, or a part of one, as the standard library has them."""

FLAGS = re.IGNORECASE | re.ASCII

_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
_UNSUPPORTED = {
    _constants.GROUPREF: "a reference to a group",
    _constants.GROUPREF_EXISTS: "a condition on a group",
    _constants.ASSERT: "looking ahead or behind",
    _constants.ASSERT_NOT: "looking ahead or behind",
    _constants.POSSESSIVE_REPEAT: "a possessive repeat",
    _constants.ATOMIC_GROUP: "an atomic group",
}


def expression(text: str) -> re.Pattern[str]:
    r"""A library's expression, compiled for folded text.

    ``\w``, ``\d``, ``\s`` and ``\b`` mean ASCII. Raises ``LibraryError`` for what is not an
    expression, matches nothing at all, refers back, looks around, or repeats within a repeat.
    """
    if len(text) > LONGEST:
        raise LibraryError(f"expression of {len(text)} characters; {LONGEST} at most")
    _check_letters(text)
    tree, compiled = _parsed(text)
    if tree.state.flags & ~(FLAGS | re.UNICODE):
        raise LibraryError("flags within an expression are not supported")
    _check_repeats(tree)
    if tree.getwidth()[0] == 0:
        raise LibraryError("the expression can match nothing at all")
    return compiled


def _check_letters(text: str) -> None:
    for character in text:
        if not character.isascii() and fold_character(character) != character:
            raise LibraryError(f"{character!r} is never in folded text")
    if "{," in text:
        # 0 to n here, five characters as they stand in other dialects
        raise LibraryError("a repeat needs its lower number: {0,n}")


def _parsed(text: str) -> tuple[Tree, re.Pattern[str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _parser.parse(text, FLAGS), re.compile(text, FLAGS)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise LibraryError(f"not a regular expression: {error}") from None


def _check_repeats(tree: Tree) -> None:
    endless = 0
    for operation, argument, times in _walk(tree, 1):
        if operation in _UNSUPPORTED:
            raise LibraryError(f"{_UNSUPPORTED[operation]} is not supported")
        if operation is _constants.SUBPATTERN and (argument[1] or argument[2]):
            raise LibraryError("flags within an expression are not supported")
        if operation is _constants.BRANCH and times > MOST_CHOICES:
            raise LibraryError("a choice within a repeat can run for ever")
        if operation in _REPEATS:
            endless += _checked_repeat(argument[0], argument[1], times)
    if endless > MOST_ENDLESS:
        raise LibraryError(f"{endless} repeats without an end; {MOST_ENDLESS} at most")


def _checked_repeat(least: int, most: int, times: int) -> bool:
    """Whether a repeat has no end; refuses it where it is too long, or varies within another."""
    endless = bool(most == _constants.MAXREPEAT)
    if times > 1 and least != most:
        raise LibraryError("a repeat within a repeat can run for ever")
    if not endless and most * times > LARGEST_REPEAT:
        raise LibraryError(f"a repeat of up to {most * times}; {LARGEST_REPEAT} at most")
    return endless


def _walk(tree: Tree, times: int) -> Iterator[tuple[Tree, Tree, int]]:
    """Every operation with its argument, and how often the repeats around it may run."""
    for operation, argument in tree:
        yield operation, argument, times
        repeated = int(argument[1]) if operation in _REPEATS else 1
        for part in _parts(argument):
            yield from _walk(part, times * max(repeated, 1))


def _parts(argument: Tree) -> Iterator[Tree]:
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _parts(part)

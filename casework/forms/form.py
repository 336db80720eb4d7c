"""How a kind of record is filled in at the command line: one declaration a kind."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from casework.records.base import PersonRecord

Subject: TypeAlias = type[PersonRecord]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a record that is on file: a command that revises it.

    ``now`` names the field that gets the moment, or the day, where none is given; ``by`` the one
    that gets the account; ``fields`` are asked for.
    """

    name: str
    text: str
    now: str
    by: str | None = None
    fields: tuple[str, ...] = ()


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A kind, the word for it in commands, and what a list of it shows.

    ``now`` and ``by`` are as in a step, for a new record. ``hidden`` fields are not asked for.
    ``example`` is what follows ``add``. ``shown`` says how a record is listed where its fields
    do not.
    """

    word: str
    kind: Subject
    text: str
    columns: tuple[str, ...]
    example: str
    now: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    addable: bool = True
    shown: dict[str, Callable[[PersonRecord], object]] = {}

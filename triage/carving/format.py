"""What a format declares to be carved: its marks, and how a file of it is measured."""

from collections.abc import Callable
from typing import NamedTuple

from triage.content import Content

MIB = 1 << 20
GIB = 1 << 30

_STEP = 1 << 20


class Mark(NamedTuple):
    """Bytes that every file of the format has at ``offset``; at least three of them."""

    body: bytes
    offset: int = 0


class Measured(NamedTuple):
    """A file found by its structure.

    ``length`` is in bytes. Where the structure breaks off it is a fragment: ``complete`` is false
    and ``length`` that of the part that is valid. ``extension`` names the file, without a dot.
    """

    length: int
    complete: bool
    extension: str


class Format(NamedTuple):
    """A format that can be carved.

    ``measure`` is given the bytes from a mark's file on, at most ``limit`` of them, and returns
    null where no such file begins there. It reads nothing else, keeps nothing and never raises for
    any content.
    """

    name: str
    marks: tuple[Mark, ...]
    extensions: tuple[str, ...]
    limit: int
    measure: Callable[[Content], Measured | None]


def without_zeros(content: Content, length: int) -> int:
    """``length`` without the zeros that the first ``length`` bytes of ``content`` end in."""
    while length:
        start = max(0, length - _STEP)
        held = content.read(start, length - start).rstrip(b"\0")
        if held:
            return start + len(held)
        length = start
    return 0

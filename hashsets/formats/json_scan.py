"""Where the objects of a JSON array begin and end, found without building them.

Only strings, their escapes and brackets are looked at, which is enough to be exact: outside a
string a bracket is structure, inside it is text. Whether an object is well formed is for whoever
decodes it to say.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

QUOTE, COMMA = ord('"'), ord(",")
OPENING, CLOSING, LETTER_CASE = ord("{"), ord("}"), 0x20
"""``[`` and ``]`` differ from the braces by one bit only."""

Places = NDArray[np.intp]


Span = tuple[int, int, int]
"""One element: where the text before it begins, and where the element itself begins and ends."""


class Scanned(msgspec.Struct, frozen=True):
    """The elements that are whole, and where they end, if that is in reach.

    ``closed`` is the place of the bracket that ends the array, or of an element that the wrong kind
    of bracket ends.
    """

    spans: list[Span]
    closed: int | None


def scan(text: bytes) -> Scanned:
    """The objects and arrays in ``text``, which begins between two elements of an array."""
    letters = np.frombuffer(without_escapes(text), dtype=np.uint8)
    places, steps = structure(letters)
    depths = np.cumsum(steps)
    below = np.flatnonzero(depths < 0)
    closed = int(places[below[0]]) if len(below) else None
    if closed is not None:
        places, steps, depths = (values[: below[0]] for values in (places, steps, depths))
    starts = places[(depths == 1) & (steps == 1)].tolist()
    ends = (places[depths == 0] + 1).tolist()
    spans = list(zip([0, *ends], starts, ends, strict=False))
    for number, (_, start, end) in enumerate(spans):
        if text[end - 1] != text[start] + 2:
            return Scanned(spans[:number], start)
    return Scanned(spans, closed)


def structure(letters: NDArray[np.uint8]) -> tuple[Places, NDArray[np.int64]]:
    """Where the brackets outside strings stand, and whether each enters (1) or leaves (-1)."""
    folded = letters | LETTER_CASE
    places = np.flatnonzero((folded == OPENING) | (folded == CLOSING))
    quotes = np.flatnonzero(letters == QUOTE)
    places = places[np.searchsorted(quotes, places) & 1 == 0]
    return places, np.where(folded[places] == OPENING, 1, -1)


def without_escapes(text: bytes) -> bytes:
    """``text`` with escaped backslashes and quotes blotted out; every other byte keeps its place.

    A run of backslashes begins in a string, so that pairing it from its left is what JSON says.
    """
    if b"\\" not in text:
        return text
    return text.replace(b"\\\\", b"__").replace(b'\\"', b"__")

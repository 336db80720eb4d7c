"""The events of a JSON document, as ijson parses it, and what may go wrong.

ijson 3.6 hands on a null pointer, and the process dies, where a whole number has more digits than
Python converts (4,300: ``sys.set_int_max_str_digits``). Such a number never reaches it.
"""

from typing import Any, BinaryIO

import ijson

from hashsets.formats.json_items import Events

FAULTS = (ijson.JSONError, ValueError, ArithmeticError)
"""What reading raises: the last for an exponent beyond what ``decimal`` can hold."""

MOST_DIGITS = 1000
"""In a row; no number of a hash set has thirty."""

AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
TOO_MANY = b"0" * MOST_DIGITS


class Guarded:
    """A stream to be parsed, which raises ``ValueError`` before a row of too many digits."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._before = stream, b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._stream.read(size)
        joined = self._before + chunk
        if TOO_MANY in joined.translate(AS_ZEROS):
            raise ValueError(f"a number of {MOST_DIGITS:,} digits or more")
        self._before = joined[1 - MOST_DIGITS :]
        return chunk


def json_events(stream: BinaryIO, several: bool = False) -> Events:
    """The events of a document, or of ``several`` one after another; raises one of ``FAULTS``."""
    events: Any = ijson.basic_parse(Guarded(stream), multiple_values=several)
    found: Events = events
    return found

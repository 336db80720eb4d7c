"""Turn whatever a parser of evidence raises into a gap worded the same in every run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from triage.content import Unexamined
from triage.reasons import Reason

LONGEST_WORDING = 200

_OBJECT = re.compile(r"<[^<>]*\bat 0x[0-9a-fA-F]+>|\b0x[0-9a-fA-F]{6,}")
_PATH = re.compile(r"(?<![^\s'\"(=])/[^\s'\"]*")


def wording(failure: BaseException) -> str:
    """What went wrong, without object addresses, host paths or control characters."""
    text = _PATH.sub("…", _OBJECT.sub("…", str(failure)))
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return f"{type(failure).__name__}: {text}"[:LONGEST_WORDING].removesuffix(": ")


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Around a parser of evidence: its failure becomes ``Unexamined`` with reason DAMAGED.

    ``MemoryError``, and any failure that says it is about memory (C decoders report a refused
    allocation as an ordinary error), leaves as ``MemoryError``, so that the entry is tried again
    with more. ``ImportError`` is let through: in the jail it is our fault, not the evidence's.
    """
    try:
        yield
    except (MemoryError, ImportError, Unexamined):
        raise
    except Exception as failure:  # noqa: BLE001 - the one place where any failure becomes a gap
        if "memory" in str(failure).lower():
            raise MemoryError(what) from None
        raise Unexamined(Reason.DAMAGED, f"{what}: {wording(failure)}") from None

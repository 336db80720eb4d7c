"""The inner loops over content and pixels in C, where they were compiled.

Whoever uses one has a plain way too, with the same answers; ``LOOPS`` is null where that one runs.
"""

from types import ModuleType

__all__ = ["LOOPS", "loops_name"]


def _loaded() -> ModuleType | None:
    try:
        from hashsets.native import hashing  # noqa: PLC0415 - absent without a compiler
    except ImportError:
        return None
    return hashing


LOOPS = _loaded()


def loops_name() -> str:
    """Which run: ``native``, with or without the SHA instructions, or ``plain``."""
    if LOOPS is None:
        return "plain"
    return "native (sha)" if LOOPS.TRIPLE else "native (no SHA instructions)"

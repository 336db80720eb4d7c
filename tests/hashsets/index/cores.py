"""Every core this machine can run, by name."""

from collections.abc import Iterator
from contextlib import contextmanager

from hashsets.index import reference
from hashsets.index.core import CORE, Core

NAMES = ("numpy", "plain", "avx2", "avx512")


def runs_here(name: str) -> bool:
    if name == "numpy":
        return True
    if CORE is reference:
        return False
    from hashsets.native import core

    before = core.NAME
    try:
        core.use(name)
    except ValueError:
        return False
    core.use(before)
    return True


HERE = tuple(name for name in NAMES if runs_here(name))


@contextmanager
def running(name: str) -> Iterator[Core]:
    """The core of that name for a while."""
    if name == "numpy":
        yield reference
        return
    from hashsets.native import core

    before = core.NAME
    core.use(name)
    try:
        yield core
    finally:
        core.use(before)

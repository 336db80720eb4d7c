"""One thread for sums: over several, the last digit of a sum may come out another."""

from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> Any:  # noqa: ANN401 - threadpoolctl has no types
    """A context in which BLAS and OpenMP work with one thread."""
    return _controller().limit(limits=1)

"""Trying again where another process is at the store just now."""

import time
from collections.abc import Callable
from typing import TypeVar

from monitor.errors import Contended

T = TypeVar("T")

LONGEST = 30.0
"""Seconds after which it is tried no more."""

PAUSE = 0.1


def uncontended(work: Callable[[], T]) -> T:
    """What the work gives, tried again while others hold the store; raises ``Contended``."""
    until = time.monotonic() + LONGEST
    while True:
        try:
            return work()
        except Contended:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)

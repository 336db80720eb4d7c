"""New libraries while matching goes on: built beside the old, put in its place at one instant."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from keywords.matcher import Matcher


@contextmanager
def uncollected() -> Iterator[None]:
    """Build something large and lasting beside other threads without stopping them for long.

    A full collection of garbage looks at every object while all threads wait, 50 ms and more for
    20,000 terms. There is none meanwhile, and afterwards what was built is not looked at again
    (``gc.freeze``): it goes as soon as nothing refers to it, since it holds no cycles. Cycles of
    other threads that are garbage at that instant stay, which is little and once a swap.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


class Swap:
    """The matcher in use. Take ``matcher`` once for each text or batch."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def renew(self, build: Callable[[], Matcher]) -> "Future[Matcher]":
        """Build a matcher in a thread of its own and use it once it is ready.

        Where ``build`` fails the old matcher stays; the future holds the error.
        """
        future: Future[Matcher] = Future()
        threading.Thread(target=self._renew, args=(build, future), daemon=True).start()
        return future

    def _renew(self, build: Callable[[], Matcher], future: "Future[Matcher]") -> None:
        try:
            with uncollected():
                fresh = build()
        except BaseException as error:  # noqa: BLE001  # handed to whoever waits
            future.set_exception(error)
            return
        self.matcher = fresh
        future.set_result(fresh)

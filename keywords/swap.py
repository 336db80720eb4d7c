"""New libraries while matching goes on: built beside the old, put in its place at one instant."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from keywords.matcher import Matcher


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
            fresh = build()
        except BaseException as error:  # noqa: BLE001  # handed to whoever waits
            future.set_exception(error)
            return
        self.matcher = fresh
        future.set_result(fresh)

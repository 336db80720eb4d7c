"""An event loop in a thread of its own: heartbeats go out whatever the monitor is busy with."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds that the thread is waited for at its end."""

ASKED = "asked of the loop"


async def _asked(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.current_task()
    assert task is not None
    task.set_name(ASKED)
    return await work


async def clear_away() -> None:
    """End every task that nobody asked the loop for.

    A client that cannot be closed within its time leaves tasks that go on: a consumer would stay in
    its group and hold partitions that nobody reads, a producer would send what was given up.
    """
    left = [task for task in asyncio.all_tasks() if task.get_name() != ASKED]
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=PATIENCE / 5)


class Loop:
    """The loop, running from the start to ``close``."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it was not closed yet."""
        return not self._loop.is_closed()

    def begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Have the loop do it, and go on."""
        return asyncio.run_coroutine_threadsafe(_asked(work), self._loop)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have the loop do it; its result, or what it raises."""
        return self.begin(work).result()

    def soon(self, event: asyncio.Event) -> None:
        """Set an event that the loop waits for."""
        if self.running:
            self._loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """End what still runs, and the thread."""
        if not self.running:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.wait(left, timeout=PATIENCE / 2))
            # Sockets that were closed let go of the loop in its next rounds.
            self._loop.run_until_complete(asyncio.sleep(0.05))
        finally:
            self._loop.close()

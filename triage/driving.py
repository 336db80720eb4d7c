"""Drive a pool of jailed workers: keep it fed, hand its events on, never let it pile up."""

from collections.abc import Callable, Iterator

from jail.pool import Completed, Emitted, Failed, Pool, Retrying, Task

Event = Emitted | Completed | Retrying | Failed

TICK_SECONDS = 0.2


def drive(
    pool: Pool,
    tasks: Iterator[Task],
    handle: Callable[[Event], None],
    tick: Callable[[], None],
) -> None:
    """Run all ``tasks``, and those that ``handle`` submits, to their end."""
    exhausted = False
    while True:
        while not exhausted and pool.room > 0:
            task = next(tasks, None)
            exhausted = task is None
            if task is not None:
                pool.submit(task)
        if exhausted and pool.idle:
            return
        for event in pool.events(TICK_SECONDS):
            handle(event)
        tick()

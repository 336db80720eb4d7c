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
    expired: Callable[[], bool] = lambda: False,
) -> None:
    """Run all ``tasks``, and those that ``handle`` submits, to their end.

    Once ``expired``, no more of ``tasks`` are begun; those under way are finished.
    """
    exhausted = False
    while True:
        exhausted = exhausted or expired()
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

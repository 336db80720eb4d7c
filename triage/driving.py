"""Drive a pool of jailed workers: keep it fed, hand its events on, never let it pile up."""

from collections.abc import Callable, Iterator

from jail.pool import Completed, Emitted, Failed, Pool, Retrying, Task
from triage.claims import Disbelieved

Event = Emitted | Completed | Retrying | Failed

TICK_SECONDS = 0.2

BROKE_PROTOCOL = "the worker sent what its task cannot have given"


def drive(
    pool: Pool,
    tasks: Iterator[Task],
    handle: Callable[[Event], None],
    tick: Callable[[], None],
    expired: Callable[[], bool] = lambda: False,
) -> None:
    """Run all ``tasks``, and those that ``handle`` submits, to their end.

    Once ``expired``, no more of ``tasks`` are begun; those under way are finished. A task of which
    ``handle`` raises ``Disbelieved`` ends as failed, whatever else comes of it.
    """
    exhausted = False
    disbelieved: set[str] = set()
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
            _hand_on(event, handle, disbelieved)
        tick()


def _hand_on(event: Event, handle: Callable[[Event], None], disbelieved: set[str]) -> None:
    """Nothing more is taken from a task once its worker was not believed: in the end it failed."""
    if event.key in disbelieved:
        if isinstance(event, Emitted):
            return
        disbelieved.discard(event.key)
        if isinstance(event, Completed):
            event = Failed(event.key, "crashed", "", "", BROKE_PROTOCOL)
    try:
        handle(event)
    except Disbelieved:
        disbelieved.add(event.key)

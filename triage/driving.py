"""Drive a pool of jailed workers: keep it fed, hand its events on, never let it pile up."""

from collections.abc import Callable, Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved
from triage.workforce import Workforce

Event = Emitted | Completed | Retrying | Failed

TICK_SECONDS = 0.2

BROKE_PROTOCOL = "the worker sent what its task cannot have given"


class Background:
    """Long tasks that run beside the phases of a run, known by how their keys begin."""

    def __init__(self) -> None:
        self._handlers: dict[str, Callable[[Event], None]] = {}
        self.disbelieved: set[str] = set()
        """Keys of tasks under way whose worker was not believed."""

    def add(self, prefix: str, handle: Callable[[Event], None]) -> None:
        """Have ``handle`` told of every task whose key begins so."""
        self._handlers[prefix] = handle

    def handler(self, key: str) -> Callable[[Event], None] | None:
        """Who is told of a task; null where it is a phase's own."""
        prefix, colon, _ = key.partition(":")
        return self._handlers.get(prefix + colon)


def drive(
    pool: Workforce,
    tasks: Iterator[Task],
    handle: Callable[[Event], None],
    tick: Callable[[], None],
    expired: Callable[[], bool] = lambda: False,
    background: Background | None = None,
) -> None:
    """Run all ``tasks``, and those that ``handle`` submits, to their end.

    Once ``expired``, which is asked again and again, no more of ``tasks`` are begun; those under
    way are finished. What runs in the
    ``background`` is heard meanwhile and not waited for. A task of which ``handle`` raises
    ``Disbelieved`` ends as failed, whatever else comes of it.
    """
    background = background or Background()
    exhausted = False
    while True:
        exhausted = expired() or exhausted
        while not exhausted and pool.room > 0:
            task = next(tasks, None)
            exhausted = task is None
            if task is not None:
                pool.submit(task)
        if exhausted and (pool.idle or all(map(background.handler, pool.unfinished))):
            return
        for event in pool.events(TICK_SECONDS):
            _hand_on(event, background.handler(event.key) or handle, background.disbelieved)
        tick()


def await_background(
    pool: Workforce, tick: Callable[[], None], expired: Callable[[], bool], background: Background
) -> None:
    """Wait for what runs in the background, unless ``expired``: then the next run does it."""
    while not pool.idle and not expired():
        for event in pool.events(TICK_SECONDS):
            if (handle := background.handler(event.key)) is not None:
                _hand_on(event, handle, background.disbelieved)
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

"""What the phases of a run are worked by: jailed workers, on this machine or on many."""

from collections.abc import Iterable
from typing import Protocol

from jail.tasks import Event, Task


class Workforce(Protocol):
    """Takes tasks and tells what comes of them; for use by one thread. ``jail.pool.Pool`` is one.

    A task of which ``Retrying`` is told comes again: what it emitted before is void.
    """

    @property
    def size(self) -> int:
        """How many ordinary workers there are."""

    @property
    def room(self) -> int:
        """How many more tasks keep the workers busy; beyond that they would only pile up."""

    @property
    def unfinished(self) -> Iterable[str]:
        """The keys of the tasks that have neither completed nor failed."""

    @property
    def idle(self) -> bool:
        """Whether nothing submitted is unfinished and no event is untold."""

    def submit(self, task: Task) -> None:
        """Take a task on, with its descriptors. Never waits."""

    def events(self, timeout: float) -> list[Event]:
        """What happened; waits up to ``timeout`` seconds for something, not at all when idle.

        Raises ``SkerryError`` where the workers can do no more.
        """

"""What a node has not told the supervisor yet."""

from collections import deque
from collections.abc import Sequence

from jail.tasks import Emitted
from triage.cluster.messages import Heard

MANY = 200
"""Events that are worth a message at once, however soon they came."""

MESSAGE_BYTES = 8 << 20
"""About how much one message may hold."""

BACKLOG_BYTES = 64 << 20
"""How much may be untold before the workers have to wait."""


class Untold:
    """Events in their order, and their weight in bytes."""

    def __init__(self) -> None:
        self._events: deque[Heard] = deque()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._events)

    @property
    def is_much(self) -> bool:
        """Whether a message should not wait for more."""
        return len(self._events) >= MANY or self._weight >= MESSAGE_BYTES

    @property
    def is_too_much(self) -> bool:
        """Whether nothing should be added for a while."""
        return self._weight > BACKLOG_BYTES

    def add(self, events: Sequence[Heard]) -> None:
        """Add what happened."""
        self._events.extend(events)
        self._weight += sum(map(_weight, events))

    def take(self) -> tuple[Heard, ...]:
        """A message's worth, oldest first."""
        taken: list[Heard] = []
        weight = 0
        while self._events and weight < MESSAGE_BYTES:
            taken.append(self._events.popleft())
            weight += _weight(taken[-1])
        self._weight -= weight
        return tuple(taken)


def _weight(event: Heard) -> int:
    return len(event.body) + 64 if isinstance(event, Emitted) else 64

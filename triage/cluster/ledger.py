"""Which node does which task, and what is void when one is lost. No input or output."""

from collections import deque
from collections.abc import Iterable, Iterator

from jail.tasks import Completed, Emitted, Event, Failed, Retrying
from skerry import SkerryError
from triage.cluster.messages import Heard, Sent, Unopened

AHEAD_SECONDS = 1.0
"""How much work a node is given ahead: enough to hide the wire, little to wait for at the end."""

LEAST_AHEAD = 16
MOST_AHEAD = 400
"""Bounds of that, in tasks for each of a node's workers."""

LOSSES = 5
"""How many nodes may be lost with one task in hand before the run is ended."""

_SMOOTHING = 0.5


class Node:
    """What one node holds, by key, and how fast it has been (tasks a second)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.tasks: dict[str, Sent] = {}
        self._rate = 0.0
        self._since = 0.0

    @property
    def alone(self) -> int:
        """How many tasks it holds that take a worker of their own."""
        return sum(task.alone for task in self.tasks.values())

    @property
    def ahead(self) -> int:
        """How many ordinary tasks it may hold."""
        free = max(0, self.size - self.alone)
        if not free and any(task.gives_way for task in self.tasks.values()):
            free = 1  # done in between
        return min(max(LEAST_AHEAD * free, round(self._rate * AHEAD_SECONDS)), MOST_AHEAD * free)

    @property
    def room(self) -> int:
        """How many more ordinary tasks it may be given."""
        return max(0, self.ahead - len(self.tasks))

    def give(self, task: Sent, now: float) -> None:
        """Note that it was given a task."""
        if not self.tasks:
            self._since = now
        self.tasks[task.key] = task

    def finished(self, count: int, now: float) -> None:
        """Note that so many tasks ended since it was last heard."""
        if count and now > self._since:
            rate = count / (now - self._since)
            self._rate += _SMOOTHING * (rate - self._rate)
            self._since = now


class Ledger:
    """All tasks that are not finished. Times are seconds on one monotonic clock."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._waiting: deque[Sent] = deque()
        self._alone: deque[Sent] = deque()
        self._emitted: set[str] = set()
        self._losses: dict[str, int] = {}

    @property
    def size(self) -> int:
        """How many ordinary workers the nodes have together."""
        return sum(node.size for node in self.nodes.values())

    @property
    def room(self) -> int:
        """How many more tasks the nodes could be given now."""
        free = sum(node.room for node in self.nodes.values())
        return max(0, free - len(self._waiting) - len(self._alone))

    def unfinished(self) -> Iterator[str]:
        """Keys of all tasks that have not ended."""
        yield from (task.key for task in (*self._waiting, *self._alone))
        for node in self.nodes.values():
            yield from node.tasks

    @property
    def idle(self) -> bool:
        """Whether there is none."""
        held = any(node.tasks for node in self.nodes.values())
        return not (held or self._waiting or self._alone)

    def held(self, name: str, key: str) -> Sent | None:
        """The task of this key, where the node holds it."""
        node = self.nodes.get(name)
        return node.tasks.get(key) if node else None

    def join(self, name: str, size: int) -> None:
        """Count on a node with so many workers."""
        self.nodes[name] = Node(size)

    def submit(self, task: Sent) -> None:
        """Take a task on."""
        (self._alone if task.alone else self._waiting).append(task)

    def give(self, now: float) -> dict[str, list[Sent]]:
        """What each node is to be given now."""
        given: dict[str, list[Sent]] = {}
        while self._alone and self.nodes:
            # to where most workers are left for the rest
            name = max(self.nodes, key=lambda each: _left(self.nodes[each]))
            self._hand(self._alone.popleft(), name, given, now)
        while self._waiting and self.nodes:
            name = max(self.nodes, key=lambda each: self.nodes[each].room)
            if not self.nodes[name].room:
                break
            self._hand(self._waiting.popleft(), name, given, now)
        return given

    def _hand(self, task: Sent, name: str, given: dict[str, list[Sent]], now: float) -> None:
        self.nodes[name].give(task, now)
        given.setdefault(name, []).append(task)

    def hear(self, name: str, events: Iterable[Heard], now: float) -> list[Event]:
        """What of a node's words is to be told on: nothing of tasks that are not its own."""
        node = self.nodes.get(name)
        told: list[Event] = []
        held = len(node.tasks) if node else 0
        for event in events:
            if node is None or event.key not in node.tasks or isinstance(event, Unopened):
                continue
            told.append(event)
            self._note(node, event)
        if node:
            node.finished(held - len(node.tasks), now)
        return told

    def _note(self, node: Node, event: Event) -> None:
        match event:
            case Emitted(key=key):
                self._emitted.add(key)
            case Retrying(key=key):
                self._emitted.discard(key)
            case Completed(key=key) | Failed(key=key):
                self._emitted.discard(key)
                self._losses.pop(key, None)
                del node.tasks[key]

    def lose(self, name: str) -> list[Event]:
        """Do again what a node had in hand, first of all; what it emitted of that is void.

        Raises ``SkerryError`` where a task has been lost with too many nodes.
        """
        node = self.nodes.pop(name, None)
        held = [*node.tasks.values()] if node else []
        for task in reversed(held):
            (self._alone if task.alone else self._waiting).appendleft(task)
            self._losses[task.key] = self._losses.get(task.key, 0) + 1
        if any(self._losses[task.key] > LOSSES for task in held):
            raise SkerryError(
                f"nodes of the cluster keep ending at the same work, the last: {name}"
            )
        void: list[Event] = [Retrying(task.key) for task in held if task.key in self._emitted]
        self._emitted.difference_update(task.key for task in held)
        return void


def _left(node: Node) -> tuple[int, int]:
    return node.size - node.alone, -len(node.tasks)

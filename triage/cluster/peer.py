"""One conversation: the supervisor's coroutine that speaks with one node. Needs Dask."""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable

import distributed

from triage.cluster.messages import (
    Answer,
    Broken,
    Greeted,
    Objected,
    Outgoing,
    Sent,
    answer_from,
    encode,
    greeted_from,
)
from triage.cluster.news import Joined, Lost, News, Said
from triage.cluster.node import dismiss, exchange, greet

ANSWER_SECONDS = 180.0
"""A node that has not answered for so long is taken to be lost."""

KEEPALIVE_SECONDS = 10.0
"""An idle node is spoken to this often, so that it does not take us to be gone."""

PARTING_SECONDS = 5.0
"""How long a node has to end its workers when it is taken leave of."""

MESSAGE_BYTES = 4 << 20
"""About how much one message may hold."""

Function = Callable[[str, bytes], bytes]


class Gone(Exception):
    """The node cannot be spoken to; the text says why."""


class Peer:
    """A node, by the address and the name that its Dask worker has."""

    def __init__(self, client: distributed.Client, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self.has_joined = False
        self._client = client
        self._session = uuid.uuid4().hex
        self._calls = 0
        self._tasks: deque[Sent] = deque()
        self._stirred = asyncio.Event()

    def add(self, tasks: list[Sent]) -> None:
        """Send these when it next answers."""
        self._tasks.extend(tasks)
        self._stirred.set()

    async def talk(self, charter: bytes, tell: Callable[[News], None]) -> str | None:
        """Greet it and work with it until it is gone; else why it cannot be used."""
        try:
            greeted: Greeted = greeted_from.decode(await self._call(greet, charter))
        except Gone as error:
            greeted = Objected(str(error))
        if isinstance(greeted, Objected):
            return greeted.reason
        self.has_joined = True
        tell(Joined(self.address, self.name, greeted.size, greeted.warnings))
        reason = "it is gone"
        try:
            reason = await self._exchange(tell)
        except Gone as error:
            reason = str(error)
        finally:
            tell(Lost(self.address, self.name, reason))
        return None

    async def part(self) -> None:
        """Have it end what it does for us, if it still can."""
        try:
            await asyncio.wait_for(self._call(dismiss, b""), PARTING_SECONDS)
        except (Gone, TimeoutError):
            return  # it ends by itself when it hears nothing more

    async def _exchange(self, tell: Callable[[News], None]) -> str:
        """Tasks out, events in, until it breaks; how."""
        sequence = 0
        while True:
            sequence += 1
            outgoing = encode(Outgoing(sequence, self._some_tasks()))
            answer: Answer = answer_from.decode(await self._call(exchange, outgoing))
            if isinstance(answer, Broken):
                return answer.reason
            if answer.events:
                tell(Said(self.address, answer.events))
            if answer.idle:
                await self._rest()

    def _some_tasks(self) -> tuple[Sent, ...]:
        taken: list[Sent] = []
        size = 0
        while self._tasks and size < MESSAGE_BYTES:
            taken.append(self._tasks.popleft())
            size += len(taken[-1].body)
        return tuple(taken)

    async def _rest(self) -> None:
        self._stirred.clear()
        if self._tasks:
            return
        try:
            await asyncio.wait_for(self._stirred.wait(), KEEPALIVE_SECONDS)
        except TimeoutError:
            return

    async def _call(self, function: Function, given: bytes) -> bytes:
        """What the function gives on that node and no other. Raises ``Gone``."""
        self._calls += 1
        future = self._client.submit(
            function,
            self._session,
            given,
            key=f"skerry-{function.__name__}-{self._session}-{self._calls}",
            workers=[self.address],
            allow_other_workers=False,
            pure=False,
        )
        try:
            await distributed.wait([future], timeout=ANSWER_SECONDS)
            if future.status == "error":
                raise Gone(_line(await future.exception()))
            body: bytes = await asyncio.wait_for(future.result(), ANSWER_SECONDS)
            return body
        except TimeoutError:
            raise Gone("it does not answer") from None
        except (distributed.CancelledError, OSError):
            raise Gone("it is gone") from None
        finally:
            future.release()


def _line(problem: BaseException) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())

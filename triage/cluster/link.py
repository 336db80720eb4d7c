"""The supervisor's link to the cluster: its coroutines run in a thread of their own. Needs Dask."""

import asyncio
import logging
import queue
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import distributed

from triage.cluster.access import Access
from triage.cluster.messages import Sent
from triage.cluster.news import Ended, Looked, News, Refused
from triage.cluster.peer import Peer
from triage.cluster.security import security

LOOK_SECONDS = 0.5
"""How often the scheduler is asked which nodes there are."""

CONNECT_SECONDS = 15.0
"""How long the scheduler has to answer at first."""


class Link:
    """Greets every node the scheduler knows, whenever it comes, and speaks with those that fit."""

    def __init__(self, access: Access, charter: bytes) -> None:
        """Begin to connect; what comes of it is heard. Raises ``SkerryError``, see ``security``."""
        self._access = access
        self._security = security(access)
        self._charter = charter
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._talks: dict[str, tuple[Peer, asyncio.Task[None]]] = {}
        self._refused: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._thread = Thread(target=self._live, daemon=True)
        self._thread.start()

    def hear(self, timeout: float) -> list[News]:
        """What is new; waits up to ``timeout`` seconds for something."""
        news: list[News] = []
        try:
            news.append(self._news.get(timeout > 0, timeout))
            while True:
                news.append(self._news.get(False))
        except queue.Empty:
            return news

    def send(self, address: str, tasks: list[Sent]) -> None:
        """Have a node do tasks; where it is gone they are dropped, and its loss is heard."""
        self._call(self._add, address, tasks)

    def refuse(self, address: str) -> None:
        """Speak with a node no more; its loss is heard."""
        self._call(self._cast_out, address)

    def close(self) -> None:
        """Take leave of the nodes; what they are at is given up."""
        self._call(self._closing.set)
        self._thread.join()

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        """Have the loop do something; of a loop that is closed the end is heard instead."""
        with suppress(RuntimeError):  # it may close at any moment, before its thread ends
            self._loop.call_soon_threadsafe(function, *arguments)

    # in the thread of the loop

    def _live(self) -> None:
        # what Dask would log of lost nodes is told in our own words
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        reason = "the link to it broke"
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._attend())
        except (OSError, TimeoutError, RuntimeError) as error:  # the last: Dask gave the link up
            reason = " ".join(str(error).split())
        finally:
            self._news.put(Ended(reason))

    async def _attend(self) -> None:
        async with distributed.Client(
            self._access.address,
            security=self._security,
            asynchronous=True,
            timeout=CONNECT_SECONDS,
            name="skerry",
        ) as client:
            first = True
            try:
                while not self._closing.is_set():
                    await self._look(client)
                    if first:
                        self._news.put(Looked(len(self._talks)))
                        first = False
                    await self._pause()
            finally:
                await self._leave()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), LOOK_SECONDS)
        except TimeoutError:
            return

    async def _look(self, client: distributed.Client) -> None:
        known: dict[str, Any] = (await client.scheduler.identity())["workers"]
        for address in self._talks.keys() - known.keys():
            self._talks[address][1].cancel()
        for address, facts in known.items():
            if address in self._talks or address in self._refused:
                continue
            name = _named(address, facts)
            if address.startswith("tls://"):
                self._begin(Peer(client, address, name))
            else:
                self._refused.add(address)
                self._news.put(Refused(name, "it is reached without TLS"))

    def _begin(self, peer: Peer) -> None:
        talk = self._loop.create_task(self._talk(peer))
        self._talks[peer.address] = (peer, talk)

    async def _talk(self, peer: Peer) -> None:
        problem: str | None = "the conversation broke"
        try:
            problem = await peer.talk(self._charter, self._news.put)
            if problem is not None:
                self._refused.add(peer.address)
        except asyncio.CancelledError:
            problem = None if peer.has_joined else "it is gone"
            raise
        finally:
            del self._talks[peer.address]
            if problem is not None:
                self._news.put(Refused(peer.name, problem))

    def _add(self, address: str, tasks: list[Sent]) -> None:
        if address in self._talks:
            self._talks[address][0].add(tasks)

    def _cast_out(self, address: str) -> None:
        self._refused.add(address)
        if address in self._talks:
            self._talks[address][1].cancel()

    async def _leave(self) -> None:
        peers = [peer for peer, _ in self._talks.values()]
        for _, talk in [*self._talks.values()]:
            talk.cancel()
        await asyncio.gather(*(peer.part() for peer in peers))


def _named(address: str, facts: dict[str, Any]) -> str:
    """What to call a node: the name it was given, which by default is its address."""
    name = str(facts.get("name") or address)
    return name if name == address else f"{name} ({address.removeprefix('tls://')})"

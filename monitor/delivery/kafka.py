"""Messages to Kafka, each acknowledged by every broker that must hold it.

At-least-once: where it is not known whether a message arrived, the caller sends it again, and its
readers know it by its id. Idempotence (KIP-98) keeps a retry of ours from doubling or reordering.
"""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from monitor.errors import MonitorError
from monitor.kafka.address import Address, parse_address
from monitor.kafka.diagnosis import why_unreachable
from monitor.kafka.loop import Loop, clear_away
from monitor.kafka.security import Security, connection, read_security

PATIENCE = 30.0
"""Seconds for all messages of one call; a cluster that has lost a broker needs a few."""

FLUSH = 2.0
"""Seconds for a producer to end by itself; whatever it still holds was given up or arrived."""

LARGEST = 12 << 20
"""Bytes of one message."""


class Message(NamedTuple):
    """What is sent: messages of one key keep their order."""

    topic: str
    key: bytes | None
    value: bytes


class Producer:
    """Made by ``open_producer``. One thread at a time may send."""

    def __init__(self, address: Address, security: Security, patience: float = PATIENCE) -> None:
        self.address, self._patience = address, patience
        self._settings = connection(security)
        self._loop = Loop("kafka-producer")
        self._producer: AIOKafkaProducer | None = None

    def send(self, messages: Sequence[Message]) -> None:
        """Returns when all are acknowledged; raises ``MonitorError``, and then send all again."""
        try:
            self._loop.do(self._send(messages))
        except (KafkaError, OSError) as error:
            reason = str(error) or "no answer in time"
            raise MonitorError(
                f"{self.address}: {len(messages)} not acknowledged: {reason}"
            ) from None

    def close(self) -> None:
        """Let go of it; safe to do twice."""
        if self._loop.running:
            self._loop.do(self._drop())
            self._loop.close()

    def connect(self) -> None:
        """Reach the cluster now, not with the first message; raises ``MonitorError``."""
        self._loop.do(self._connect())

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._ready()
        except (KafkaConnectionError, TimeoutError):
            raise MonitorError(await why_unreachable(self.address, self._settings)) from None
        except KafkaError as error:
            raise MonitorError(f"{self.address}: {error}") from None

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            fresh = AIOKafkaProducer(
                bootstrap_servers=list(self.address.brokers),
                enable_idempotence=True,
                acks="all",
                compression_type="zstd",
                max_request_size=LARGEST,
                max_batch_size=1 << 18,
                request_timeout_ms=int(self._patience * 1000),
                **self._settings,
            )
            try:
                await fresh.start()
            except BaseException:
                await fresh.stop()
                await clear_away()
                raise
            self._producer = fresh
        return self._producer

    async def _send(self, messages: Sequence[Message]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._acknowledged(messages)
        except (KafkaError, OSError):
            # Its sequence numbers may stand anywhere: the next call begins with a fresh one.
            await self._drop()
            raise

    async def _acknowledged(self, messages: Sequence[Message]) -> None:
        producer = await self._ready()
        sent = [await producer.send(one.topic, one.value, key=one.key) for one in messages]
        answers: list[Any] = await asyncio.gather(*sent, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer

    async def _drop(self) -> None:
        dropped, self._producer = self._producer, None
        if dropped is not None:
            with suppress(KafkaError, OSError):
                async with asyncio.timeout(FLUSH):
                    await dropped.stop()
            await dropped.client.close()
            await clear_away()


def open_producer(
    url: str, security: Security | None = None, patience: float = PATIENCE
) -> Producer:
    """A producer that has reached its cluster; raises ``MonitorError``. Patience in seconds.

    Security is what the environment says where it is not given.
    """
    known = read_security(None, os.environ) if security is None else security
    producer = Producer(parse_address(url), known, patience)
    try:
        producer.connect()
    except MonitorError:
        producer.close()
        raise
    return producer

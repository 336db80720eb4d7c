"""The monitor's three topics, as a cluster of one's own should have them too."""

import asyncio
from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from examples.kafka.jars import KafkaUnavailable

EVENTS, ALERTS, QUARANTINE = "skerry.events", "skerry.alerts", "skerry.quarantine"

SETTINGS = {
    # the time of receipt is the broker's own, not what a sender says
    "message.timestamp.type": "LogAppendTime",
    # larger than any event, so that one too long is seen and named, not refused to its sender
    "max.message.bytes": str(12 << 20),
}


def make_topics(address: str, topics: Mapping[str, int], copies: int = 1) -> None:
    """Make the topics, each with so many partitions; those that are there stay as they are.

    Raises ``KafkaUnavailable``.
    """
    try:
        asyncio.run(_make(address, topics, copies))
    except KafkaError as error:
        raise KafkaUnavailable(f"cannot make topics at {address}: {error}") from None


async def _make(address: str, topics: Mapping[str, int], copies: int) -> None:
    wanted = [
        NewTopic(name, partitions, copies, topic_configs=SETTINGS)
        for name, partitions in topics.items()
    ]
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        answer = await admin.create_topics(wanted)
    finally:
        await admin.close()
    for _, code, *_ in answer.topic_errors:
        kind = for_code(code)
        if code and kind is not TopicAlreadyExistsError:
            raise kind

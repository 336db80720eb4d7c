"""Where a topic ends now: up to there a run reads that is to end."""

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError

from monitor.sources.kafka_tenure import Tenure


class End:
    """The ends as they were at the first look, whatever is written later."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._ends: dict[TopicPartition, int] | None = None

    @property
    def known(self) -> dict[int, int]:
        """By partition; empty before the first look."""
        return {one.partition: end for one, end in (self._ends or {}).items()}

    async def reached(self, consumer: AIOKafkaConsumer, tenure: Tenure) -> bool:
        """Whether everything before the ends was fetched of all partitions that are ours."""
        if self._ends is None:
            numbers = consumer.partitions_for_topic(self._topic) or ()
            every = [TopicPartition(self._topic, number) for number in numbers]
            begun = await consumer.beginning_offsets(every)
            ends = await consumer.end_offsets(every)
            # Of a partition that holds nothing any more nothing can be read, up to wherever.
            self._ends = {one: end if end > begun[one] else 0 for one, end in ends.items()}
        places = tenure.places
        if not places.keys() >= consumer.assignment():
            return False
        try:
            positions = {one: await consumer.position(one) for one in places}
        except IllegalStateError:
            # A rebalance came between.
            return False
        return all(at >= self._ends.get(one, 0) for one, at in positions.items())

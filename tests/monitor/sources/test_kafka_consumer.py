"""What a fetch brings belongs to the tenure in which it ended."""

from aiokafka import ConsumerRecord, TopicPartition

from monitor.kafka.address import parse_address
from monitor.records import Place
from monitor.sources.kafka_buffer import Buffer
from monitor.sources.kafka_consumer import Fetching
from monitor.sources.kafka_tenure import Tenure

ZERO, ONE = TopicPartition("t", 0), TopicPartition("t", 1)


class Positions:
    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        raise AssertionError


def fetched(partition: TopicPartition, offset: int) -> ConsumerRecord:
    return ConsumerRecord(*partition, offset, 1000, 1, b"P-1", b"x", None, 3, 1, ())


def test_records_are_of_the_tenure_there_is_and_of_no_partition_that_is_not_ours_yet() -> None:
    buffer = Buffer(lambda: None)
    fetching = Fetching(parse_address("kafka://h/t"), {}, Positions(), buffer)
    tenure = Tenure(None, Positions(), buffer.drop, buffer.fail)
    tenure.hold(ZERO, Place("t", 0, 4), 7)
    fetching.keep({ZERO: [fetched(ZERO, 7), fetched(ZERO, 8)], ONE: [fetched(ONE, 3)]}, tenure)
    batch = buffer.take(0, 10)
    assert batch is not None
    assert [record.at.offset for record in batch.records] == [7, 8]
    assert batch.next == {Place("t", 0, 4): 9}
    assert batch.records[0].received == 1_000_000


def test_what_was_fetched_before_the_tenure_ended_is_dropped_with_it() -> None:
    buffer = Buffer(lambda: None)
    fetching = Fetching(parse_address("kafka://h/t"), {}, Positions(), buffer)
    tenure = Tenure(None, Positions(), buffer.drop, buffer.fail)
    tenure.hold(ZERO, Place("t", 0, 4), 7)
    fetching.keep({ZERO: [fetched(ZERO, 7)]}, tenure)
    tenure.end()
    fetching.keep({ZERO: [fetched(ZERO, 8)]}, tenure)
    batch = buffer.take(0, 10)
    assert batch is not None
    assert (batch.records, batch.next) == ([], {})

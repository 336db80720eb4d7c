import pytest

from monitor.delivery.kafka import Message, open_producer
from monitor.errors import MonitorError
from monitor.records import Coordinates
from monitor.sources.again import open_again
from tests.monitor.brokers import Shared

pytestmark = pytest.mark.slow


def test_a_topic_is_read_again_at_coordinates_and_as_a_whole(kafka: Shared) -> None:
    topic = kafka.topic(partitions=2)
    producer = open_producer(kafka.url(topic))
    producer.send([Message(topic, f"P-{n % 5}".encode(), b"%d" % n) for n in range(1200)])
    producer.close()
    source = open_again(kafka.url(topic))
    every = list(source.every())
    assert sorted(int(record.value) for record in every) == list(range(1200))
    assert all(record.received for record in every)
    wanted = [every[700], every[3]]
    gone = Coordinates(topic, 0, 10**9), Coordinates(topic, 7, 0)
    found = list(source.at([*(record.at for record in wanted), *gone]))
    assert sorted(found) == sorted(wanted)
    source.close()


def test_a_topic_that_is_not_there_is_one_clear_line(kafka: Shared) -> None:
    with pytest.raises(MonitorError, match="no such topic"):
        open_again(kafka.url("test.never-made"))

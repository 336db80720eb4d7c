"""Reading from and writing to a broker on this machine: ``python -m benchmarks.monitor.kafka``.

Events of about 1 KB, four partitions, zstd. In the same run, what stands below: ``getmany`` of
aiokafka alone, and confluent-kafka (librdkafka), which counts records and does nothing else, where
it is installed. Medians of the repetitions; the broker shares the machine's cores.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.machine import machine
from benchmarks.monitor.one_broker import one_broker
from examples.kafka.topics import EVENTS, make_topics
from monitor.delivery.kafka import Message, Producer, open_producer
from monitor.kafka.security import Security
from monitor.records import Place
from monitor.sources.kafka import open_kafka

PARTITIONS = 4
AT_ONCE = 5000
OPEN = Security()


class FromTheStart:
    """Positions that nobody keeps."""

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        """The first offset."""
        return Place(topic, partition), 0


def messages(count: int) -> list[Message]:
    """Events of a thousand people, of about 1 KB."""
    text = "the ferry leaves at nine and the garden needs water " * 16
    return [
        Message(
            EVENTS, b"P-%04d" % (number % 1000), b'{"n":%d,"text":"%s"}' % (number, text.encode())
        )
        for number in range(count)
    ]


def sent(producer: Producer, what: list[Message]) -> None:
    """All of them, in calls of 5,000."""
    for first in range(0, len(what), AT_ONCE):
        producer.send(what[first : first + AT_ONCE])


def taken(url: str, count: int) -> float:
    """Seconds from the first batch to the last."""
    source = open_kafka(f"{url}?group=g{time.monotonic_ns()}", FromTheStart(), OPEN)
    begun, got = time.perf_counter(), 0
    while got < count:
        batch = source.take(1)
        got += len(batch.records) if batch is not None else 0
    seconds = time.perf_counter() - begun
    source.close()
    return seconds


def raw_aiokafka(address: str, count: int) -> float:
    """Seconds of ``getmany`` with nothing done to what it brings."""

    async def read() -> float:
        consumer = AIOKafkaConsumer(bootstrap_servers=address, enable_auto_commit=False)
        consumer.assign([TopicPartition(EVENTS, number) for number in range(PARTITIONS)])
        await consumer.start()
        await consumer.seek_to_beginning()
        begun, got = time.perf_counter(), 0
        while got < count:
            found = await consumer.getmany(timeout_ms=1000, max_records=1000)
            got += sum(map(len, found.values()))
        seconds = time.perf_counter() - begun
        await consumer.stop()
        return seconds

    return asyncio.run(read())


def raw_confluent(address: str, count: int) -> float:
    """Seconds of confluent-kafka's ``consume``; raises ``ImportError`` where it is missing."""
    confluent = import_module("confluent_kafka")
    consumer = confluent.Consumer(
        {
            "bootstrap.servers": address,
            "group.id": f"c{time.monotonic_ns()}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "fetch.queue.backoff.ms": 5,
        }
    )
    consumer.assign([confluent.TopicPartition(EVENTS, number, 0) for number in range(PARTITIONS)])
    begun, got = time.perf_counter(), 0
    while got < count:
        got += len(consumer.consume(1000, 1.0))
    seconds = time.perf_counter() - begun
    consumer.close()
    return seconds


def latencies(url: str, producer: Producer, count: int, rate: int) -> list[float]:
    """Milliseconds from acknowledged to taken, of ten events at a time at so many a second."""
    start, ready = count, open_kafka(f"{url}?group=l{time.monotonic_ns()}", FromTheStart(), OPEN)
    while start:
        batch = ready.take(1)
        start -= len(batch.records) if batch is not None else 0
    found = []
    for ten in range(rate // 5):
        producer.send(messages(10))
        acknowledged, left = time.perf_counter(), 10
        while left:
            batch = ready.take(1)
            left -= len(batch.records) if batch is not None else 0
        found.append((time.perf_counter() - acknowledged) * 1000)
        time.sleep(max(0.0, 10 / rate - (time.perf_counter() - acknowledged)))
        del ten
    ready.close()
    return found


def report(name: str, count: int, work: Callable[[], float], repeat: int) -> None:
    """A line: the median rate."""
    try:
        seconds = statistics.median(work() for _ in range(repeat))
    except ImportError as error:
        print(f"{name:44} not installed ({error.name})")
        return
    print(f"{name:44} {count / seconds:10,.0f} events/s", flush=True)


def main() -> None:
    """Start a broker, take the figures, end it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.monitor.kafka", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder, one_broker(Path(folder)) as address:
        figures(address, given.events, given.repeat)


def figures(address: str, count: int, repeat: int) -> None:
    """All of them."""
    make_topics(address, {EVENTS: PARTITIONS})
    url, what = f"kafka://{address}/{EVENTS}", messages(count)
    producer = open_producer(url, OPEN)
    begun = time.perf_counter()
    sent(producer, what)
    print(f"{'sent, acknowledged':44} {count / (time.perf_counter() - begun):10,.0f} events/s")
    report("Skerry's source, records handed over", count, lambda: taken(url, count), repeat)
    report("aiokafka getmany alone", count, lambda: raw_aiokafka(address, count), repeat)
    report("confluent-kafka consume alone", count, lambda: raw_confluent(address, count), repeat)
    found = sorted(latencies(url, producer, count, 1000))
    middle, late = found[len(found) // 2], found[len(found) * 99 // 100]
    print(f"{'acknowledged to taken, ms: median, p99':44} {middle:7.1f} {late:7.1f}")
    producer.close()


if __name__ == "__main__":
    main()

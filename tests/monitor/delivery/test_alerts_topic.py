"""Alerts in a topic, as other programs read them."""

import json
import shutil
import subprocess

import msgspec
import pytest

from examples.kafka.jars import jars, java
from monitor.delivery.alerts_topic import AlertsTopic
from monitor.delivery.base import DeliveryError, Notice
from monitor.delivery.kafka import open_producer
from tests.monitor.brokers import Shared
from tests.monitor.schemas.test_json_schema import ALERT
from tests.monitor.sources.reading import OPEN


def told(kafka: Shared) -> str:
    """A topic with two revisions of an alert."""
    topic = kafka.topic(1)
    target = AlertsTopic(open_producer(kafka.url(topic), OPEN))
    target.deliver([Notice(ALERT, 0)])
    target.deliver([Notice(msgspec.structs.replace(ALERT, revision=ALERT.revision + 1), 0)])
    target.close()
    return topic


def lines(*words: str) -> list[dict[str, object]]:
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected() -> list[dict[str, object]]:
    first: dict[str, object] = json.loads(msgspec.json.encode(ALERT))
    return [first, {**first, "revision": ALERT.revision + 1}]


def test_kcat_reads_alerts_and_their_person_as_key(kafka: Shared) -> None:
    if shutil.which("kcat") is None:
        pytest.skip("no kcat here")
    topic = told(kafka)
    words = ("kcat", "-b", kafka.address, "-t", topic, "-C", "-e", "-q")
    assert lines(*words) == expected()
    keys = subprocess.run([*words, "-f", "%k\n"], capture_output=True, text=True, check=True)
    assert keys.stdout.splitlines() == [ALERT.person] * 2


@pytest.mark.slow
def test_kafkas_own_console_consumer_reads_alerts(kafka: Shared) -> None:
    topic = told(kafka)
    words = (
        *(java(), "-cp", f"{jars()}/*", "org.apache.kafka.tools.consumer.ConsoleConsumer"),
        *("--bootstrap-server", kafka.address, "--topic", topic),
        *("--from-beginning", "--max-messages", "2", "--timeout-ms", "30000"),
    )
    assert lines(*words) == expected()


def test_alerts_that_cannot_be_told_are_to_be_tried_again(kafka: Shared) -> None:
    target = AlertsTopic(open_producer(kafka.url("no.such.topic"), OPEN, patience=1))
    with pytest.raises(DeliveryError, match="1 not acknowledged"):
        target.deliver([Notice(ALERT, 0)])
    target.close()

"""Clusters that ask who one is, and that are asked who they are."""

from pathlib import Path

import pytest

from monitor.delivery.kafka import Message, open_producer
from monitor.errors import MonitorError
from monitor.kafka.security import Security
from monitor.sources.kafka import open_kafka
from tests.monitor.authority import Authority
from tests.monitor.brokers import Shared
from tests.monitor.sources.ledger import Ledger


def there_and_back(url: str, topic: str, security: Security, path: Path) -> bytes:
    producer = open_producer(url, security)
    try:
        producer.send([Message(topic, b"P-1", b"as it was sent")])
    finally:
        producer.close()
    source = open_kafka(url, Ledger(path), security)
    try:
        batch = source.take(30)
    finally:
        source.close()
    assert batch is not None
    return batch.records[0].value


def test_tls_carries_there_and_back(kafka: Shared, ledger_path: Path) -> None:
    topic, security = kafka.topic(1), Security(tls=True, cafile=kafka.authority)
    assert there_and_back(kafka.url(topic, "TLS"), topic, security, ledger_path)


def test_a_broker_that_wants_our_certificate_gets_it(kafka: Shared, ledger_path: Path) -> None:
    topic = kafka.topic(1)
    security = Security(tls=True, cafile=kafka.authority, certfile=kafka.client)
    assert there_and_back(kafka.url(topic, "MUTUAL"), topic, security, ledger_path)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
def test_a_user_signs_in_over_tls(kafka: Shared, ledger_path: Path, mechanism: str) -> None:
    topic, security = kafka.topic(1), kafka.signed_in(mechanism)
    assert there_and_back(kafka.url(topic, "SASL"), topic, security, ledger_path)


def refusals(url: str, security: Security, path: Path) -> list[str]:
    """What a reader and a sender say."""
    said = []
    for opening in (
        lambda: open_kafka(url, Ledger(path), security),
        lambda: open_producer(url, security, patience=10),
    ):
        with pytest.raises(MonitorError) as refused:
            opening()
        said.append(str(refused.value))
    return said


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
def test_a_wrong_password_is_said_in_a_line_without_it(
    kafka: Shared, ledger_path: Path, mechanism: str
) -> None:
    security = kafka.signed_in(mechanism, password="battery-staple")
    for said in refusals(kafka.url("any", "SASL"), security, ledger_path):
        assert said.endswith("refuses the user or the password")


def test_a_certificate_of_another_authority_is_not_believed(
    kafka: Shared, ledger_path: Path, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "other").certificate
    security = Security(tls=True, cafile=str(stranger))
    for said in refusals(kafka.url("any", "TLS"), security, ledger_path):
        assert "certificate of the Kafka broker at 127.0.0.1" in said
        assert "is not good" in said


def test_a_certificate_for_another_host_is_not_believed(kafka: Shared, ledger_path: Path) -> None:
    security = Security(tls=True, cafile=kafka.authority)
    url = kafka.url("any", "TLS").replace("127.0.0.1", "localhost")
    for said in refusals(url, security, ledger_path):
        assert "is not good" in said


def test_a_listener_without_tls_is_said_to_speak_none(kafka: Shared, ledger_path: Path) -> None:
    security = Security(tls=True, cafile=kafka.authority)
    for said in refusals(kafka.url("any", "PLAIN"), security, ledger_path):
        assert "does not speak TLS" in said or "no Kafka broker answers" in said


def test_a_broker_that_is_down_is_said_in_one_line(
    ledger_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for said in refusals("kafka://127.0.0.1:1,127.0.0.1:2/skerry.events", Security(), ledger_path):
        assert said == "no Kafka broker answers at 127.0.0.1:2"
    assert capfd.readouterr().err == ""

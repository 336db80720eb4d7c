from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.event import decoded
from monitor.simulate.asked import Asked
from monitor.simulate.outputs import open_output
from monitor.simulate.plan import plan
from monitor.simulate.stream import stream
from tests.monitor.brokers import Shared
from tests.monitor.simulate.played import MONDAY
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import keep, reading

ASKED = Asked(people=20, events=1200, seed=3, start=MONDAY)


@pytest.mark.slow
def test_a_stream_arrives_keyed_by_person_and_in_each_devices_order(
    kafka: Shared, ledger_path: Path
) -> None:
    topic = kafka.topic()
    with closing(open_output(kafka.url(topic))) as output:
        for batch in stream(plan(ASKED)):
            output.write(batch)
    ledger = Ledger(ledger_path)
    with reading(kafka.url(topic), ledger) as source:
        records = keep(source, ledger, ASKED.events)
    events = [decoded(record) for record in records]
    for event, record in zip(events, records, strict=True):
        assert record.key == event.person.encode()
    for device in {event.device for event in events}:
        own = [event.sequence or 0 for event in events if event.device == device]
        assert all(later == one + 1 for one, later in pairwise(own))


def test_a_topic_that_is_no_address_is_refused() -> None:
    with pytest.raises(MonitorError, match="ends with a topic"):
        open_output("kafka://broker.example:9092")

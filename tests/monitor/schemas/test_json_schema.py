from typing import Any

import jsonschema
import pytest

from monitor.alert import Alert, AlertState, Evidence
from monitor.event import Poison, decoded
from monitor.events import EVENT_TYPES
from monitor.quarantined import Quarantined
from monitor.schemas.json_schema import event_schema, example, message_schema, schemas
from monitor.severity import Severity
from tests.monitor.written import as_json, envelope, record

EVIDENCE = Evidence(
    event="E-1",
    time="2026-11-22T21:14:03.120Z",
    received="2026-11-22T21:14:05.480Z",
    type="message_sent",
    excerpt="see you at the match",
    spans=((4, 7),),
)
ALERT = Alert(
    id="ab12",
    revision=1,
    theme="example",
    person="P-0042",
    device="D-17",
    opened="2026-11-22T21:14:03.120Z",
    updated="2026-11-22T21:14:03.120000Z",
    severity=Severity.LOW,
    priority=None,
    state=AlertState.OPEN,
    rules=("example/1",),
    categories=("sport",),
    evidence=(EVIDENCE,),
    explanation="a word of the library on device D-17, shared: unknown",
    orders=("O-1/c1",),
    suggests=(),
    library="example 1.0",
    model=None,
    count=1,
)
QUARANTINED = Quarantined(
    topic="skerry.events", partition=0, offset=9, length=2, sha256="0" * 64, reason=Poison.NOT_JSON
)


def faults(thing: object, schema: dict[str, Any]) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(thing)]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_the_example_of_each_type_fits_its_schema_and_is_decoded(name: str) -> None:
    assert faults(example(name), event_schema(name)) == []
    assert faults(envelope(name), event_schema(name)) == []
    assert decoded(record(example(name))).type == name


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_an_event_fits_no_other_type_s_schema(name: str) -> None:
    others = [other for other in EVENT_TYPES if other != name]
    assert all(faults(example(name), event_schema(other)) for other in others)


@pytest.mark.parametrize(
    "changes",
    [
        {"specversion": "0.3"},
        {"id": ""},
        {"source": "D-17"},
        {"source": "device/"},
        {"source": "device/D\0"},
        {"subject": 5},
        {"type": "skerry.search.v1"},
        {"sequence": -1},
        {"handling": "secret"},
        {"data": {"app": "a"}},
        {"data": {"app": 5, "text": "b"}},
        {"data": []},
        {"data": None},
    ],
)
def test_what_the_monitor_refuses_does_not_fit_the_schema(changes: dict[str, Any]) -> None:
    assert faults(envelope(**changes), event_schema("keystrokes"))


def test_a_schema_says_which_fields_are_matched_and_which_data_they_are() -> None:
    data = event_schema("message_received")["properties"]["data"]
    assert data["x-skerry-kind"] == "messages"
    assert data["x-skerry-text"] == ["text"]
    assert data["x-skerry-others-words"] is True


def test_an_alert_and_a_quarantined_record_fit_their_schemas() -> None:
    assert faults(as_json(ALERT), message_schema("alert")) == []
    assert faults(as_json(QUARANTINED), message_schema("quarantined")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "fatal"},
        {"priority": 1.5},
        {"state": "lost"},
        {"opened": "2026-11-22T21:14:03Z"},
        {"opened": "2026-11-22T21:14:03.120+01:00"},
        {"revision": 0},
        {"count": 0},
        {"evidence": [{"event": "E-1"}]},
    ],
)
def test_an_alert_that_breaks_the_contract_does_not_fit(changes: dict[str, Any]) -> None:
    assert faults({**as_json(ALERT), **changes}, message_schema("alert"))


def test_a_quarantined_record_s_reason_is_of_the_closed_list() -> None:
    reasons = message_schema("quarantined")["$defs"]["Poison"]["enum"]
    assert set(reasons) == {str(reason) for reason in Poison}

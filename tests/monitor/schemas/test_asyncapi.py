from typing import Any

from monitor.events import EVENT_TYPES
from monitor.schemas.asyncapi import document
from monitor.schemas.json_schema import schemas


def references(thing: object) -> list[str]:
    if isinstance(thing, dict):
        own = [thing["$ref"]] if "$ref" in thing else []
        return own + [found for value in thing.values() for found in references(value)]
    if isinstance(thing, list):
        return [found for value in thing for found in references(value)]
    return []


def at(reference: str) -> object:
    """What a reference within the document points to."""
    found: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_every_reference_leads_somewhere() -> None:
    found = references(document())
    assert found
    for reference in found:
        if reference.startswith("#/"):
            assert at(reference)
        else:
            assert reference.removeprefix("./").removesuffix(".json") in schemas()


def test_each_topic_is_described_with_what_travels_on_it() -> None:
    channels = {one["address"]: set(one["messages"]) for one in document()["channels"].values()}
    assert channels == {
        "skerry.events": {f"skerry.{name}.v1" for name in EVENT_TYPES},
        "skerry.alerts": {"alert"},
        "skerry.quarantine": {"quarantined"},
    }


def test_events_come_in_and_alerts_and_quarantined_records_go_out() -> None:
    directions = {
        at(operation["channel"]["$ref"])["address"]: operation["action"]  # type: ignore[index]
        for operation in document()["operations"].values()
    }
    assert directions == {
        "skerry.events": "receive",
        "skerry.alerts": "send",
        "skerry.quarantine": "send",
    }


def test_every_schema_is_some_message_s() -> None:
    told = {message["payload"]["schema"]["$ref"] for message in messages()}
    assert told == {f"./{name}.json" for name in schemas()}


def messages() -> list[Any]:
    return list(document()["components"]["messages"].values())

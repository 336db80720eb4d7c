"""The topics and what travels on them, as AsyncAPI 3.0.0 (asyncapi.com/docs/reference)."""

from typing import Any

from monitor.events import EVENT_TYPES, PREFIX, SUFFIX

SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
CLOUD_EVENT = "application/cloudevents+json"
JSON = "application/json"


def document() -> dict[str, Any]:
    """The document; its schemas are the files beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Skerry monitor",
            "version": "1",
            "description": "Events of monitored devices in; alerts and quarantined records out.",
        },
        "defaultContentType": JSON,
        "channels": _channels(),
        "operations": {
            "takeEvents": _operation("receive", "events", "Read, gated, matched and judged."),
            "raiseAlerts": _operation(
                "send", "alerts", "At least once: the same id and revision may come again."
            ),
            "setAside": _operation("send", "quarantine", "Where a record stands, not its content."),
        },
        "components": {"messages": {name: _message(name) for name in (*_events(), *_SENT)}},
    }


_SENT = {"alert": "the person", "quarantined": "the topic it was read from"}


def _events() -> list[str]:
    return [f"{PREFIX}{name}{SUFFIX}" for name in EVENT_TYPES]


def _channels() -> dict[str, Any]:
    return {
        "events": _channel("skerry.events", "Events, keyed by person.", _events()),
        "alerts": _channel("skerry.alerts", "Alerts, keyed by person.", ["alert"]),
        "quarantine": _channel(
            "skerry.quarantine", "Records that could not be understood.", ["quarantined"]
        ),
    }


def _channel(topic: str, text: str, messages: list[str]) -> dict[str, Any]:
    listed = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "address": topic,
        "description": text,
        "messages": listed,
        "bindings": {"kafka": {"topic": topic, "bindingVersion": "0.5.0"}},
    }


def _operation(action: str, channel: str, text: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "description": text}


def _message(name: str) -> dict[str, Any]:
    key = _SENT.get(name, "the person: the event's subject")
    return {
        "name": name,
        "contentType": JSON if name in _SENT else CLOUD_EVENT,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": f"./{name}.json"}},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": key}, "bindingVersion": "0.5.0"}
        },
    }

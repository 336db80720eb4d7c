"""The same job on Quix Streams: decode, fold, match, a person's state, an alert that is durable.

It is run by ``benchmarks.monitor.against_quix`` in a Python that has ``quixstreams``. The words are
matched by the very matcher that the monitor uses, with the same library; a person's state is the
number of events, a mean of their lengths that fades, and the open themes with their counts, in
Quix's own store with its changelog; alerts go to a topic with exactly-once processing off, as Quix
has it by default (at least once). There is no gate, no archive and no database.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from quixstreams import Application, State

from keywords.library import load
from keywords.matcher import Matcher

FADING = 0.02


def main() -> None:
    """Read the topic to its end; print the seconds from the first event to the last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("broker")
    parser.add_argument("library", type=Path)
    parser.add_argument("state", type=Path)
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    matcher = Matcher([load(given.library)])
    app = Application(
        broker_address=given.broker,
        consumer_group=f"quix-{time.monotonic_ns()}",
        auto_offset_reset="earliest",
        state_dir=str(given.state),
        loglevel="ERROR",
        consumer_extra_config={"fetch.queue.backoff.ms": 5},
    )
    clock: list[float] = []

    def judged(event: dict[str, Any], state: State) -> list[dict[str, Any]]:
        clock.append(time.perf_counter())
        data = event["data"]
        text = data.get("text") or data.get("query") or ""
        hits = matcher.match(text, event["type"], person=event["subject"])
        known = state.get("known") or {"events": 0, "length": 0.0, "themes": {}}
        known["events"] += 1
        known["length"] += FADING * (len(text) - known["length"])
        alerts = []
        for hit in hits:
            theme = known["themes"].setdefault(hit.category, {"count": 0})
            theme["count"] += 1
            if hit.severity.rank >= 2:
                alerts.append(
                    {
                        "person": event["subject"],
                        "theme": hit.category,
                        "count": theme["count"],
                        "spans": hit.spans,
                        "event": event["id"],
                    }
                )
        state.set("known", known)
        return alerts

    events = app.topic("skerry.events", value_deserializer="json", key_deserializer="str")
    told = app.topic("quix.alerts", value_serializer="json", key_serializer="str")
    stream = app.dataframe(events).apply(judged, stateful=True, expand=True)
    stream.to_topic(told)
    begun = time.process_time()
    app.run(count=given.count, timeout=60)
    print(
        json.dumps(
            {
                "events": len(clock),
                "seconds": clock[-1] - clock[0],
                "processor": time.process_time() - begun,
            }
        )
    )


if __name__ == "__main__":
    main()

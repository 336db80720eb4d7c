"""A stream of three weeks of two people, one of whom changes, for the tests with a real store."""

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from casework.basis.file import BasisFile
from casework.moments import moment_of, written
from keywords.matcher import Matcher
from monitor.assess import Rules
from monitor.cover import Cover
from monitor.engine import Engine
from monitor.policy import Policy
from monitor.records import Batch
from monitor.settling import conclude
from monitor.store.opening import Store
from tests.monitor.made import AT, DAY, HOUR, LIBRARY, SECOND, basis, every_kind
from tests.monitor.recorded import batches, records
from tests.monitor.written import envelope

TOPIC = "t"
DAYS = 20


def covered() -> BasisFile:
    spans = []
    for number in range(2):
        spans += every_kind(AT - 9 * DAY, AT + 90 * DAY, person=f"P-{number}", device=f"D-{number}")
    return basis(*spans)


def rules() -> Rules:
    return Rules(Cover(covered()), Matcher([LIBRARY]), Policy())


def lines(days: int = DAYS, seed: int = 1) -> list[bytes]:
    """Lines in the order of receipt: on the last days P-1 is up all night with strangers."""
    chance, made = Random(seed), []
    counts = [0, 0]
    moments: list[tuple[int, int, str, dict[str, Any]]] = []
    for day in range(days):
        for number in range(2):
            begun = AT + day * DAY
            for each in range(12):
                at = begun + each * HOUR // 2 + chance.randrange(600) * SECOND
                who = f"c-{chance.randrange(3)}"
                data = {"app": "chat", "counterparty": who, "text": "an ill wind" * (each == 3)}
                moments.append((at, number, "message_sent", data))
            if number == 1 and day >= days - 4:
                for each in range(60):
                    at = begun + 12 * HOUR + each * 300 * SECOND
                    data = {"app": "new", "counterparty": f"c-n{each}-{day}", "text": "tea"}
                    moments.append((at, number, "message_sent", data))
    for event, (at, number, name, data) in enumerate(sorted(moments, key=lambda one: one[0])):
        whole = envelope(
            name,
            id=f"E-{event}",
            source=f"device/D-{number}",
            subject=f"P-{number}",
            time=written(moment_of(at - 2 * SECOND)),
            recordedtime=written(moment_of(at)),
            sequence=counts[number],
            data=data,
        )
        counts[number] += 1
        made.append(json.dumps(whole).encode())
    return made


def play(store: Store, found: Sequence[bytes], sizes: Iterator[int]) -> None:
    """Keep a whole stream, and end it."""
    judged, engine = rules(), Engine(store, lambda: AT)
    place, start = store.take_over(TOPIC, 0)
    for some in batches(records(found, TOPIC)[start:], sizes):
        engine.keep(Batch(some, {place: some[-1].at.offset + 1}), judged)
    conclude(store, engine, judged, TOPIC)

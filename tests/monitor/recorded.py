"""A recorded stream for the tests of replay: pieces of words, silences, clocks, tampering."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from casework.basis.file import BasisFile
from casework.moments import microseconds, moment_of, written
from keywords.library import load
from keywords.matcher import Matcher
from monitor.assess import Rules
from monitor.commands_alerts import raised
from monitor.cover import Cover
from monitor.engine import Engine
from monitor.joining import LATENESS
from monitor.policy import Policy
from monitor.records import Batch, Coordinates, Record
from monitor.settling import conclude
from monitor.store.opening import Store
from tests.monitor.made import AT, DAY, SECOND, basis, every_kind
from tests.monitor.written import envelope

TOPIC = "t"
PEOPLE = 9
LIBRARY = Path(__file__).parent / "recorded.yaml"
TYPED = ("the lantern heist ", "oil ", "oily ", "set adrift ", "some tea ", "a lantern ")
SAID = ("lantern heist at nine", "some oil", "a whisper", "tea and toast", "the weather holds")


def people() -> list[str]:
    return [f"P-{number}" for number in range(PEOPLE)]


def who_is_covered() -> BasisFile:
    """Everybody but the last, the first with an order that ends before the stream does."""
    spans = []
    for number, person in enumerate(people()[:-1]):
        ends = AT + DAY // 4 if number == 0 else AT + 30 * DAY
        spans += every_kind(AT - 9 * DAY, ends, person=person, device=f"D-{number}")
    return basis(*spans, levels={"P-1": 3})


def rules() -> Rules:
    return Rules(Cover(who_is_covered()), Matcher([load(LIBRARY)]), Policy())


def recorded(count: int, seed: int = 1) -> list[bytes]:
    """Lines in the order of receipt."""
    chance, lines = Random(seed), []
    devices = [Device() for _ in range(PEOPLE)]
    at = AT
    for event in range(count):
        at += chance.randrange(1, 60) * SECOND
        number = chance.randrange(PEOPLE)
        if number == 3 and count // 4 < event < count // 2:
            continue  # a silence that ends
        if number == 4 and event > count * 3 // 4:
            continue  # a silence that goes on
        lines.append(json.dumps(_event(event, number, at, devices[number], chance)).encode())
    return lines


class Device:
    """What a device has counted, and what is still to be typed on it."""

    def __init__(self) -> None:
        self.count = 0
        self.left = ""

    def type(self, chance: Random) -> str:
        """The next few characters."""
        self.left = self.left or chance.choice(TYPED)
        some = chance.randrange(1, 9)
        piece, self.left = self.left[:some], self.left[some:]
        return piece


def _event(event: int, number: int, at: int, device: Device, chance: Random) -> dict[str, Any]:
    name, data = _said(device, chance)
    time = at - chance.randrange(5) * SECOND
    if chance.random() < 0.02:
        time += 40 * DAY
    device.count += 1
    return envelope(
        name,
        id=f"E-{event}",
        source=f"device/D-{number}",
        subject=f"P-{number}",
        time=written(moment_of(time)),
        recordedtime=written(moment_of(at)),
        sequence=device.count - 1,
        data=data,
    )


def _said(device: Device, chance: Random) -> tuple[str, dict[str, Any]]:
    which = chance.random()
    if which < 0.5:
        app = "chat" if chance.random() < 0.05 else "notes"
        return "keystrokes", {"app": app, "text": device.type(chance)}
    if which < 0.7:
        said, who = chance.choice(SAID), f"c-{chance.randrange(4)}"
        return "message_sent", {"app": "chat", "counterparty": who, "text": said}
    if which < 0.97:
        return "heartbeat", {"interval": 900}
    return "agent_tamper", {"what": "accessibility service switched off"}


def shuffled(lines: Sequence[bytes], seed: int, lateness: int = LATENESS) -> list[bytes]:
    """Each behind those received up to ``lateness`` µs later."""
    chance = Random(seed)

    def arrival(line: bytes) -> int:
        received = datetime.fromisoformat(json.loads(line)["recordedtime"])
        return microseconds(received) + chance.randrange(lateness)

    return sorted(lines, key=arrival)


def records(lines: Iterable[bytes], topic: str = TOPIC) -> list[Record]:
    return [Record(Coordinates(topic, 0, n), None, line) for n, line in enumerate(lines)]


def batches(found: Sequence[Record], sizes: Iterator[int]) -> Iterator[list[Record]]:
    at = 0
    while at < len(found):
        size = next(sizes)
        yield list(found[at : at + size])
        at += size


def play(store: Store, lines: Sequence[bytes], sizes: Iterator[int], topic: str = TOPIC) -> None:
    """Keep a whole stream, and end it."""
    judged, engine = rules(), Engine(store, lambda: AT)
    place, start = store.take_over(topic, 0)
    for some in batches(records(lines, topic)[start:], sizes):
        engine.keep(Batch(some, {place: some[-1].at.offset + 1}), judged)
    conclude(store, engine, judged, topic)


def told(store: Store) -> bytes:
    """What ``monitor alerts --format jsonl`` prints."""
    return b"\n".join(msgspec.json.encode(alert) for alert in raised(store))

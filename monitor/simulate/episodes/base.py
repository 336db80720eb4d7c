"""What an episode is made of, and the stage on which it is played."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from monitor.simulate.activity import session
from monitor.simulate.chance import between, one_of
from monitor.simulate.cues import WORDS, Cue
from monitor.simulate.heartbeats import Beats
from monitor.simulate.population import Device, Persona
from monitor.simulate.rhythm import DAY, HOUR
from monitor.simulate.standing import Standing
from monitor.simulate.wording import MESSAGES

MINUTE = 60_000
SECOND = 1000


@dataclass(slots=True)
class Planted:
    """An event that an episode plants. Times are ms since 1970.

    ``at`` is its receipt; ``time`` the device's clock where the event was delivered late; ``shift``
    is by how much the device's clock is set just before. ``id`` is known once it was written.
    """

    at: int
    device: int
    type: str
    data: str
    time: int | None = None
    handling: str | None = None
    shift: int = 0
    id: str = ""


class Lull(NamedTuple):
    """From when until when (ms) a person does only a share of what they usually do."""

    since: int
    until: int
    share: float


@dataclass(frozen=True, slots=True)
class Expected:
    """A theme under which an alert is expected, or the reason for which there is none."""

    what: str
    first: Planted
    last: Planted


@dataclass(frozen=True, slots=True)
class Played:
    """An episode as it is played by one person."""

    name: str
    device: Device
    events: tuple[Planted, ...]
    expected: tuple[Expected, ...]
    standing: Standing
    absent: tuple[int, int] | None = None
    lull: Lull | None = None
    level: int | None = None


@dataclass(slots=True)
class Stage:
    """One person, and the length (ms) of the stream in which their episode is played.

    ``level`` is how plain it is, where it is played at several.
    """

    chance: Random
    persona: Persona
    begin: int
    end: int
    beats: Beats
    standing: Standing
    name: str = ""
    events: list[Planted] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    absent: tuple[int, int] | None = None
    lull: Lull | None = None
    level: int = 0

    @property
    def device(self) -> Device:
        """The device on which it is played: the person's first."""
        return self.persona.devices[0]

    def day(self, number: int) -> int:
        """A moment of a day of the stream, 0 the first, at which people are awake."""
        return self.begin + number * DAY + between(self.chance, 9 * HOUR, 20 * HOUR)

    def middle(self) -> int:
        """A moment around the middle of the stream."""
        return self.day((self.end - self.begin) // DAY // 2)

    def plant(self, at: int, kind: str, data: dict[str, object], **more: object) -> Planted:
        """Plant an event on the device."""
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        planted = replace(Planted(at, self.device.number, kind, content), **more)  # type: ignore[arg-type]
        self.events.append(planted)
        return planted

    def send(self, at: int, text: str, other: str | None = None, **more: object) -> Planted:
        """Plant a message that is sent."""
        data: dict[str, object] = {
            "app": self.persona.chats[0],
            "counterparty": other or one_of(self.chance, self.persona.counterparts),
            "text": text,
        }
        return self.plant(at, "message_sent", data, **more)

    def sit(self, at: int, count: int) -> None:
        """Plant a sitting of so many ordinary events."""
        for kind, data in session(self.chance, self.persona, count):
            self.events.append(Planted(at, self.device.number, kind, data))
            at += between(self.chance, 2, 40) * SECOND

    def chat(self, at: int, other: str, count: int) -> None:
        """Plant a chat of so many ordinary messages with a counterpart."""
        for number in range(count):
            head = f'{{"app":"{self.persona.chats[0]}","counterparty":"{other}","text":"'
            kind = "message_received" if number % 2 else "message_sent"
            text = MESSAGES[int(self.chance.random() * len(MESSAGES))]
            self.events.append(Planted(at, self.device.number, kind, f'{head}{text}"}}'))
            at += between(self.chance, 5, 90) * SECOND

    def expect_of_all(self, what: str) -> None:
        """Say what is expected of all that was planted together."""
        ordered = sorted(self.events, key=lambda event: event.at)
        self.expect(what, ordered[0], ordered[-1])

    def words(self) -> Cue:
        """Words that raise an alert by themselves."""
        return one_of(self.chance, WORDS)

    def expect(self, what: str, first: Planted, last: Planted | None = None) -> None:
        """Say what is expected of planted events."""
        self.expected.append(Expected(what, first, last or first))

    def stands(self, **changes: object) -> None:
        """Change what the person's order says."""
        self.standing = replace(self.standing, **changes)  # type: ignore[arg-type]

    def offline(self, since: int, until: int) -> None:
        """Have nothing received of the device for a while."""
        self.absent = since, until

    def deliver(self, since: int, until: int, text: str, said: int) -> Planted:
        """Have what was recorded offline delivered at the end, a text of a moment among it."""
        self.offline(since, until)
        beat = {"interval": self.beats.interval // 1000, "agent": "4.2"}
        late = [(at, "heartbeat", beat) for at in self.beats.of(self.device.number, since, until)]
        data: dict[str, object] = {"app": self.persona.notes[0], "text": text}
        whole = sorted([*late, (said, "keystrokes", data)], key=lambda one: one[0])
        found = {
            kind: self.plant(until + 50 * number, kind, content, time=time)
            for number, (time, kind, content) in enumerate(whole)
        }
        return found["keystrokes"]

    def heartbeats(self, at: int, devices: Sequence[Device]) -> list[Planted]:
        """Plant a heartbeat of each device beside the regular ones."""
        beat: dict[str, object] = {"interval": self.beats.interval // 1000, "agent": "4.2"}
        return [self.plant(at, "heartbeat", beat, device=device.number) for device in devices]

    def played(self) -> Played:
        """The episode as it was played."""
        ordered = tuple(sorted(self.events, key=lambda event: event.at))
        return Played(
            self.name,
            self.device,
            ordered,
            tuple(self.expected),
            self.standing,
            self.absent,
            self.lull,
            self.level or None,
        )

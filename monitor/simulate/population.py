"""People who do not exist, their devices, apps and counterparts."""

from dataclasses import dataclass
from random import Random

from monitor.simulate.chance import between, chance_of, one_of, some_of
from monitor.simulate.rhythm import SLEEPERS

CHATS = (
    "org.example.chat",
    "org.example.messages",
    "org.example.talk",
    "com.example.postcard",
    "com.example.clubroom",
)
NOTES = ("org.example.notes", "org.example.mail", "com.example.lists", "org.example.diary")
BROWSERS = ("org.example.browser", "com.example.surf")
OTHERS = (
    "org.example.chess",
    "org.example.weather",
    "org.example.radio",
    "org.example.bank",
    "com.example.recipes",
    "com.example.football",
    "org.example.ferries",
    "org.example.camera",
    "org.example.maps",
    "com.example.crossword",
)
GADGETS = ("Kitchen speaker", "Car stereo", "Hearing aid", "Printer", "Bike computer")
NETWORKS = ("home-{n}", "library-guest", "ferry-wifi", "cafe-harbour", "works-{n}")

SECOND_DEVICE = 0.2
"""The share of people who have two devices."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its number among all, and by how many ms its events reach the receiver later."""

    number: int
    name: str
    person: int
    latency: int


@dataclass(frozen=True, slots=True)
class Persona:
    """A person: what they use, whom they write to, and when they are awake."""

    number: int
    name: str
    devices: tuple[Device, ...]
    sleeper: int
    activity: int
    chats: tuple[str, ...]
    notes: tuple[str, ...]
    browser: str
    others: tuple[str, ...]
    counterparts: tuple[str, ...]
    networks: tuple[str, ...]
    gadgets: tuple[str, ...]


def population(seed: int, count: int) -> list[Persona]:
    """So many people; those of a smaller count are the same ones."""
    chance = chance_of(seed, "population")
    people: list[Persona] = []
    devices = 0
    for number in range(count):
        own = _devices(chance, number, devices)
        devices += len(own)
        people.append(_persona(chance, number, own))
    return people


def _devices(chance: Random, person: int, first: int) -> tuple[Device, ...]:
    count = 2 if chance.random() < SECOND_DEVICE else 1
    return tuple(
        Device(number, f"D-{number + 1:05d}", person, between(chance, 400, 6000))
        for number in range(first, first + count)
    )


def _persona(chance: Random, number: int, devices: tuple[Device, ...]) -> Persona:
    known = some_of(chance, range(1, 1000), between(chance, 4, 12))
    return Persona(
        number=number,
        name=f"P-{number + 1:05d}",
        devices=devices,
        sleeper=int(chance.random() * len(SLEEPERS)),
        activity=between(chance, 1, 4),
        chats=tuple(some_of(chance, CHATS, between(chance, 1, 3))),
        notes=tuple(some_of(chance, NOTES, between(chance, 1, 2))),
        browser=one_of(chance, BROWSERS),
        others=tuple(some_of(chance, OTHERS, between(chance, 3, 6))),
        counterparts=tuple(f"c-{other}" for other in known),
        networks=tuple(
            name.format(n=number + 1) for name in some_of(chance, NETWORKS, between(chance, 2, 3))
        ),
        gadgets=tuple(some_of(chance, GADGETS, between(chance, 1, 2))),
    )

"""Streams and libraries to measure with: made-up words, a basis for everybody."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from casework.basis.file import BasisFile, write_basis
from casework.basis.span import BasisSpan
from casework.records.permission import DataKind, ThirdParties

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
SYLLABLES = ("ba", "den", "fir", "gol", "hum", "kes", "lar", "mon", "nev", "pil", "rud", "sot")


def words(number: int, seed: int) -> list[str]:
    """So many made-up words, each once."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(found)


def library(path: Path, terms: int) -> None:
    """A library of so many terms, which hit about one event in two hundred."""
    named = words(terms, 1)
    lines = ["library: measure", 'version: "1"', "language: en", "terms:"]
    for number, word in enumerate(named):
        lines += [
            f"  - id: t{number}",
            f"    category: {'concealment' if number % 2 else 'contact'}",
            f"    severity: {'high' if number % 3 else 'low'}",
            f'    any: ["{word}q"]',
            f'    examples: {{match: ["{word}q"], ignore: ["{word}"]}}',
        ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def basis(path: Path, people: int) -> None:
    """Everything of one device of each person is covered."""
    spans = tuple(
        BasisSpan(
            person=f"P-{person:05}",
            device=f"D-{person:05}",
            kind=kind,
            since=BEGUN,
            third_parties=ThirdParties.COUNTERPARTS,
            order=f"O-{person:05}",
            order_type="SHPO",
            conditions=("C-1",),
        )
        for person in range(people)
        for kind in DataKind
    )
    write_basis(path, BasisFile(as_at=FIRST, spans=spans))


def events(number: int, people: int, terms: int, seed: int = 7) -> list[tuple[bytes, bytes]]:
    """So many events as key and value: text of about 300 characters, one hit in two hundred."""
    chance = random.Random(seed)
    plain, hits = words(3000, 2), words(terms, 1)
    texts = [" ".join(chance.choices(plain, k=40)) for _ in range(2000)]
    counts = [0] * people
    found = []
    for index in range(number):
        person = chance.randrange(people)
        counts[person] += 1
        text = texts[index % len(texts)]
        if index % 200 == 0:
            text += f" {hits[chance.randrange(terms)]}q"
        moment = FIRST + timedelta(milliseconds=40 * index)
        found.append((f"P-{person:05}".encode(), _event(person, counts[person], moment, text)))
    return found


def _event(person: int, sequence: int, moment: datetime, text: str) -> bytes:
    kind, data = _data(sequence, text)
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": f"{person:05}-{sequence:08}",
            "source": f"device/D-{person:05}",
            "subject": f"P-{person:05}",
            "type": f"skerry.{kind}.v1",
            "time": moment,
            "recordedtime": moment + timedelta(seconds=2),
            "sequence": sequence,
            "data": data,
        }
    )


def _data(sequence: int, text: str) -> tuple[str, dict[str, object]]:
    match sequence % 5:
        case 0:
            return "keystrokes", {"app": "org.example.notes", "text": text}
        case 1 | 2:
            return "message_sent", {
                "app": "org.example.chat",
                "counterparty": f"c-{sequence % 7}",
                "text": text,
            }
        case 3:
            return "message_received", {
                "app": "org.example.chat",
                "counterparty": f"c-{sequence % 7}",
                "text": text,
            }
        case _:
            return "search", {"engine": "search.example", "query": text}

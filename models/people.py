"""People kept apart: nobody is both learned from and judged.

Which part a person falls in depends on a hash of their name alone, and so stays the same from one
training to the next: whoever is held out is held out of every model.
"""

import hashlib
from collections.abc import Iterable, Mapping

HELD_OUT = 5
"""One person in so many is never learned from: models are compared on them."""


def draw(purpose: str, person: str) -> int:
    """A number that a person has for a purpose, 64 bits."""
    named = hashlib.blake2b(person.encode(), digest_size=8, key=purpose.encode()[:64])
    return int.from_bytes(named.digest(), "big")


def is_held_out(person: str) -> bool:
    """Whether the person is one of those whom no model learns from."""
    return draw("held out", person) % HELD_OUT == 0


def folds(acted: Mapping[str, bool], count: int, seed: int) -> dict[str, int]:
    """Each person's fold, 0 up to ``count``: as many people whose alerts were acted on in each."""
    ordered = sorted(acted, key=lambda one: (acted[one], draw(f"folds {seed}", one), one))
    return {person: number % count for number, person in enumerate(ordered)}


def any_of(people: Iterable[str], acted: Iterable[bool]) -> dict[str, bool]:
    """By person, whether anything of theirs was acted on."""
    found: dict[str, bool] = {}
    for person, one in zip(people, acted, strict=True):
        found[person] = found.get(person, False) or bool(one)
    return found

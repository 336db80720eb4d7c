"""Drawing from a seed, in ways that no release of Python changes."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance_of(seed: int, purpose: str) -> Random:
    """Numbers for one purpose; those for another do not depend on how many were drawn."""
    return Random(f"{seed} {purpose}")


def one_of(chance: Random, things: Sequence[T]) -> T:
    """One of several, each as likely."""
    return things[int(chance.random() * len(things))]


def some_of(chance: Random, things: Sequence[T], count: int) -> list[T]:
    """So many different ones, or all where there are fewer, in an order of their own."""
    left = list(things)
    return [left.pop(int(chance.random() * len(left))) for _ in range(min(count, len(left)))]


def between(chance: Random, least: int, most: int) -> int:
    """A whole number from least to most, both included."""
    return least + int(chance.random() * (most - least + 1))

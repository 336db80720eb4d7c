"""Windows that are made up: acted on the more likely the more severe, by a rule that is known."""

import random

from models.examples import Example, Examples, examples_of
from models.window import THEMES, Beside, Window

DAY = 86_400_000_000


def window(chance: random.Random) -> Window:
    rank = chance.choice([1, 2, 2, 2, 3, 3, 4])
    count = 1 + int(chance.expovariate(0.4))
    return Window(
        theme=chance.choice(THEMES[:8]),
        rank=rank,
        count=count,
        rules=min(count, 1 + chance.randrange(3)),
        days=min(count, 1 + chance.randrange(4)),
        hours=chance.random() * 48,
        by_rank=(0, count - 1, 1, int(rank > 2), int(rank > 3)),
        counterparts=chance.randrange(3),
        beside=Beside(deviations=chance.randrange(4)),
        hour=chance.random() * 24,
        night=chance.random(),
    )


def log_odds(one: Window) -> float:
    return 1.2 * (one.rank - 2.5) + 0.8 * (one.rules - 2) + 0.5 * (one.beside.deviations - 1.5)


def example(number: int, chance: random.Random, people: int) -> Example:
    one = window(chance)
    acted = chance.random() < 1 / (1 + 2.718281828 ** -log_odds(one))
    person = f"P-{number % people}"
    return Example(person, f"A-{number}", number * DAY // 10, one.count, acted, one)


def examples(alerts: int = 300, people: int = 100, seed: int = 1) -> Examples:
    chance = random.Random(seed)
    return examples_of(example(number, chance, people) for number in range(alerts))

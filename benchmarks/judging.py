"""What a model's word costs: windows judged, alone and two hundred at a time.

    python -m benchmarks.judging

Windows are made up; the model is learned from made-up verdicts. The floor is the same windows
turned into rows of numbers, which every model needs.
"""

import random
import time
from collections.abc import Callable

from models.examples import Example, examples_of
from models.features import DECLARED, rows_of
from models.judging import judge
from models.members import Method
from models.training import fit
from models.window import THEMES, Window

DAY = 86_400_000_000
ALERTS, PEOPLE, BATCH, REPEAT = 600, 200, 200, 5


def window(chance: random.Random) -> Window:
    """A made-up window."""
    count = 1 + int(chance.expovariate(0.4))
    rank = chance.choice([1, 2, 2, 3, 4])
    hour, theme = chance.random() * 24, chance.choice(THEMES)
    return Window(theme=theme, rank=rank, count=count, rules=min(count, 3), hour=hour)


def example(number: int, chance: random.Random) -> Example:
    """A made-up verdict: the more severe, the likelier it is useful."""
    one = window(chance)
    acted = chance.random() < one.rank / 5
    return Example(f"P-{number % PEOPLE}", f"A-{number}", number * DAY, one.count, acted, one)


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of the quickest of a few runs."""
    found = []
    for _ in range(REPEAT):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return 1000 * min(found)


def main() -> None:
    """Print the figures."""
    chance = random.Random(1)
    known = examples_of(example(number, chance) for number in range(ALERTS))
    several = [window(chance) for _ in range(BATCH)]
    floor = milliseconds(lambda: rows_of(several)) / BATCH
    print(f"floor: rows alone, {floor:.4f} ms of processor an alert")
    for method in Method:
        begun = time.process_time()
        fitted = fit(known, DECLARED, method, 1)
        learned = time.process_time() - begun
        alone = milliseconds(lambda fitted=fitted: judge(fitted, several[:1]))  # type: ignore[misc]
        together = milliseconds(lambda fitted=fitted: judge(fitted, several)) / BATCH  # type: ignore[misc]
        print(
            f"{method}: learned from {ALERTS} alerts in {learned:.1f} s of processor;"
            f" an alert alone {alone:.1f} ms, of {BATCH} {together:.2f} ms"
        )


if __name__ == "__main__":
    main()

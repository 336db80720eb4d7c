"""Repeat, take the median, compare with a floor, and print."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured thing. ``seconds`` are wall-clock, one for each repetition."""

    name: str
    seconds: tuple[float, ...]
    files: int
    content_bytes: int

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    def record(self, floor: "Figure | None" = None) -> dict[str, object]:
        """The figure as JSON has it, with its ratio to a floor."""
        ratio = round(self.median / floor.median, 3) if floor else None
        return {**asdict(self), "median": round(self.median, 4), "times_floor": ratio}


@dataclass(frozen=True)
class Load:
    """How much there is to do, for the rates."""

    files: int
    content_bytes: int


def measure(name: str, load: Load, repetitions: int, work: Callable[[], object]) -> Figure:
    """Run ``work`` several times."""
    seconds = []
    for _ in range(repetitions):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return Figure(name, tuple(seconds), load.files, load.content_bytes)


def table(figures: list[Figure]) -> str:
    """The figures as text; the first is the floor."""
    head = f"{'':44}{'median s':>10}{'min-max':>16}{'files/s':>10}{'MB/s':>8}{'x floor':>9}"
    return "\n".join([head, *(_row(figure, figures[0]) for figure in figures)])


def _row(figure: Figure, floor: Figure) -> str:
    spread = f"{min(figure.seconds):.2f}-{max(figure.seconds):.2f}"
    files, megabytes = figure.files / figure.median, figure.content_bytes / figure.median / 1e6
    rates = f"{files:10.0f}{megabytes:8.0f}{figure.median / floor.median:9.2f}"
    return f"{figure.name:44}{figure.median:10.2f}{spread:>16}{rates}"

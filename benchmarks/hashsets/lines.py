"""What one measurement says, and the table of them."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """One measured thing: ``count`` pieces of work, repeated.

    ``wall`` and ``processor`` are seconds, one of each for each repetition. Where other work shares
    the machine the processor's seconds are the truer ones; figures "a core" are by those.
    """

    name: str
    entries: int
    count: int
    wall: tuple[float, ...]
    processor: tuple[float, ...]
    bytes_per_entry: float | None = None
    note: str = ""

    @property
    def rate(self) -> float:
        """Pieces of work in a second of processor time, by the median."""
        return self.count / max(median(self.processor), 1e-9)

    @property
    def wall_rate(self) -> float:
        """Pieces of work in a second by the clock, by the median."""
        return self.count / max(median(self.wall), 1e-9)

    def record(self, first: "Line | None" = None) -> dict[str, object]:
        """The line as JSON has it; ``times`` says how many times as quick Skerry's is."""
        times = round(first.rate / self.rate, 1) if first else None
        return {**asdict(self), "rate": self.rate, "wall_rate": self.wall_rate, "times": times}


def timed(name: str, entries: int, count: int, work: Callable[[], object], repeat: int = 3) -> Line:
    """Do ``work``, which is ``count`` pieces of it, several times."""
    wall, processor = [], []
    for _ in range(repeat):
        began, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
    return Line(name, entries, count, tuple(wall), tuple(processor))


def table(title: str, lines: list[Line]) -> str:
    """The lines as text; the first is Skerry's, which the others are compared with."""
    columns = f"{'entries':>13}{'a second, a core':>18}{'by the clock':>14}{'x':>8}{'B/entry':>9}"
    head = f"{title:46}{columns}"
    return "\n".join([head, *(row(line, lines[0]) for line in lines)])


def row(line: Line, first: Line) -> str:
    """One line of the table."""
    times = "" if line is first else f"{first.rate / line.rate:.1f}"
    size = "" if line.bytes_per_entry is None else f"{line.bytes_per_entry:.1f}"
    rates = f"{line.rate:18,.0f}{line.wall_rate:14,.0f}"
    return f"{line.name:46}{line.entries:13,}{rates}{times:>8}{size:>9}  {line.note}".rstrip()

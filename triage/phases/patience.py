"""How long a listing is given once the run's time is up: twice as long as the time before.

What was listed is void where a listing is cut short, so that the same short budget, given again and
again, would never get beyond it.
"""

import time

from triage.exam.writing import Writer

_FACT = "listing."
"""Before a volume's number, of the seconds that its listing had when a run's time was up."""


class Patience:
    """The listings of one run, by the volume's number."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._began: dict[int, float] = {}

    def begin(self, number: int) -> None:
        """A listing begins."""
        self._began[number] = time.monotonic()

    def is_out(self, number: int) -> bool:
        """Whether a listing had twice the time that it had in the run before."""
        had = float(self._writer.fact(f"{_FACT}{number}") or 0)
        return time.monotonic() - self._began[number] >= 2 * had

    def cut(self, number: int) -> None:
        """Note how long a listing had that is cut short now."""
        seconds = time.monotonic() - self._began[number]
        self._writer.set_fact(f"{_FACT}{number}", f"{seconds:.3f}")

    def end(self, number: int) -> None:
        """A listing came to its end."""
        self._writer.update("DELETE FROM facts WHERE key = ?", (f"{_FACT}{number}",))

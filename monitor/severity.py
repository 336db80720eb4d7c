"""How much an alert asks of a human: five steps, in order."""

from enum import StrEnum


class Severity(StrEnum):
    """From a note to a life at stake."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info, 4 for critical."""
        return RANKS[self]

    def raised(self, steps: int) -> "Severity":
        """So many steps up, critical at most."""
        return LADDER[min(self.rank + steps, len(LADDER) - 1)]


LADDER = tuple(Severity)
RANKS = {severity: rank for rank, severity in enumerate(LADDER)}

"""How much an alert asks of a human: the five steps that keyword libraries have, in order."""

from keywords.records import Severity

__all__ = ["LADDER", "Severity", "raised"]

LADDER = tuple(Severity)


def raised(severity: Severity, steps: int) -> Severity:
    """So many steps up, critical at most."""
    return LADDER[min(severity.rank + steps, len(LADDER) - 1)]

"""Figures of early detection, over people: was it told, and after how many signs.

ERDE: Losada and Crestani, "A test collection for research on depression and language use", CLEF
2016. Latency-weighted F1: Sadeque, Xu and Bethard, "Measuring the latency of depression detection
in social media", WSDM 2018, with the penalty's rate chosen as they do.
"""

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Decided(NamedTuple):
    """A person: whether there was something to tell of, and after how many signs it was told.

    ``delay`` counts from 1, the first sign; null: never told. ``days`` from the first sign to that.
    """

    sought: bool
    delay: int | None
    days: float | None = None


def erde(decided: Sequence[Decided], deadline: int) -> float | None:
    """Early risk detection error, 0 (all told at once, nothing else) to 1; null of nobody.

    A false alarm costs the share of people with something to tell of, a miss 1, a find
    ``1 - 1 / (1 + e^(delay - deadline))``.
    """
    if not decided:
        return None
    false_alarm = sum(one.sought for one in decided) / len(decided)
    return sum(_cost(one, deadline, false_alarm) for one in decided) / len(decided)


def _cost(one: Decided, deadline: int, false_alarm: float) -> float:
    if not one.sought:
        return 0.0 if one.delay is None else false_alarm
    return 1.0 if one.delay is None else _late(one.delay, deadline)


def _late(delay: int, deadline: int) -> float:
    return 1 - 1 / (1 + math.exp(min(delay - deadline, 700)))


def rate_for(median: float) -> float:
    """The penalty's rate at which a find after the median number of signs loses half of its worth.

    Sadeque et al., section 4: ``-1 + 2 / (1 + e^(-p (median - 1))) = 0.5``.
    """
    return math.log(3) / max(median - 1, 1)


def penalty(delay: int, rate: float) -> float:
    """What a find loses by its delay: 0 at the first sign, towards 1."""
    return -1 + 2 / (1 + math.exp(-rate * (delay - 1)))


def f1(decided: Sequence[Decided]) -> float:
    """Harmonic mean of precision and recall over people; 0 where nothing was found."""
    found = sum(one.sought and one.delay is not None for one in decided)
    told = sum(one.delay is not None for one in decided)
    sought = sum(one.sought for one in decided)
    return 2 * found / (told + sought) if told + sought else 0.0


def latency_weighted_f1(decided: Sequence[Decided], rate: float) -> float:
    """F1, less the median penalty of what was found."""
    found = [one.delay for one in decided if one.sought and one.delay is not None]
    if not found:
        return 0.0
    return f1(decided) * (1 - statistics.median(penalty(delay, rate) for delay in found))


def days_to_first(decided: Sequence[Decided]) -> float | None:
    """Median days from the first sign to the alert, of what was found; null where nothing was."""
    found = [one.days for one in decided if one.sought and one.days is not None]
    return statistics.median(found) if found else None

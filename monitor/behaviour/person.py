"""Days that are over, of any number of people, into signals. Pure but for what it is given."""

from collections.abc import Iterable, Mapping

from monitor.behaviour import sequences, telling
from monitor.behaviour.approach import WINDOW_DAYS
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.closing import Closed
from monitor.cover import Cover
from monitor.memory import Memory
from monitor.signals import Signal

SETTLED = 7
"""Days that were watched before somebody can be called new."""

MOST_MET = 64
"""New counterparts that are remembered."""


def behaved(
    closed: Iterable[Closed],
    memories: Mapping[str, Memory],
    usual: dict[str, Baseline],
    cover: Cover,
) -> list[Signal]:
    """What the days tell, each person's in their order; ``usual`` is then as after them."""
    found: list[Signal] = []
    people: dict[str, None] = {}
    for one in sorted(closed, key=lambda one: (one.person, one.number)):
        baseline = usual.setdefault(one.person, Baseline())
        new = [contact for contact in one.day.contacts if contact not in baseline.known]
        settled = baseline.days >= SETTLED
        found += telling.signals(one, baseline, cover)
        people[one.person] = None
        _meet(memories[one.person].met, new if settled else [], one.number)
    for person in people:
        found += sequences.told(person, memories[person], cover)
    return found


def _meet(met: dict[int, int], new: Iterable[int], number: int) -> None:
    for contact in new:
        met.setdefault(contact, number)
    kept = sorted(met.items(), key=lambda one: (-one[1], one[0]))[:MOST_MET]
    met.clear()
    met.update((one, day) for one, day in sorted(kept) if day > number - WINDOW_DAYS)

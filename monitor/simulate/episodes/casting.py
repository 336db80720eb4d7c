"""Which people play which episodes."""

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from random import Random

from monitor.simulate.chance import some_of
from monitor.simulate.episodes import covered, hiding, words
from monitor.simulate.episodes.base import Stage
from monitor.simulate.episodes.behaving import GROUPS, LEVELS
from monitor.simulate.population import Persona

DEVICE_NOT_COVERED = "device-not-covered"

EPISODES: dict[str, Callable[[Stage], None]] = {
    "concealment": hiding.concealment,
    "approach": words.approach,
    "crisis": words.crisis,
    "clock-moved": hiding.clock_moved,
    "tampering": hiding.tampering,
    "split-words": words.split_words,
    "withdrawn": covered.withdrawn,
    "ends": covered.ends,
    "begins": covered.begins,
    "backlog": covered.backlog,
    "privileged": covered.privileged,
    "third-party": covered.third_party,
    "pairing": words.pairing,
    "recorded-before": covered.recorded_before,
    "backlog-after-end": covered.backlog_after_end,
    "kind-not-covered": covered.kind_not_covered,
    "not-covered": covered.not_covered,
    DEVICE_NOT_COVERED: covered.device_not_covered,
}
"""By name, those that matter most first: of few people not all are played."""

ONE_IN = 12
"""One person in so many plays an episode, once there are enough to play each."""

MOST_PLANTED = 40
"""Events that an episode plants at most, reckoned with when events are few."""


Part = tuple[str, Persona, int]
"""An episode, who plays it, and at which level; 0 where there is only one."""


def cast(chance: Random, people: Sequence[Persona], events: int) -> list[Part]:
    """Episodes and their players: nobody plays two, and half of the people play none."""
    count = max(min(len(EPISODES), len(people) // 2), len(people) // ONE_IN)
    count = min(count, events // (4 * MOST_PLANTED))
    names, free = list(EPISODES), some_of(chance, people, len(people))
    parts = ((name, _player(name, free)) for name in islice(cycle(names), count))
    return [(name, player, 0) for name, player in parts if player is not None]


def cast_group(chance: Random, people: Sequence[Persona], group: str) -> list[Part]:
    """Half of the people play the group's episodes in turn, at each level alike often."""
    free = some_of(chance, people, len(people) // 2)
    parts = cycle([(name, level) for level in range(1, LEVELS + 1) for name in GROUPS[group]])
    return [(name, persona, level) for (name, level), persona in zip(parts, free, strict=False)]


def _player(name: str, free: list[Persona]) -> Persona | None:
    """The next who is free and has the devices that it takes; null where nobody has."""
    needed = 2 if name == DEVICE_NOT_COVERED else 1
    found = (at for at, persona in enumerate(free) if len(persona.devices) >= needed)
    at = next(found, None)
    return None if at is None else free.pop(at)

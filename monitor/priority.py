"""From a person's groups to what a model may know of an alert: counts, and nothing that names."""

from collections.abc import Iterable

from models.window import Beside, Window
from monitor.behaviour.calendar import HOUR, local
from monitor.behaviour.telling import BEHAVIOUR
from monitor.group import Group
from monitor.severity import LADDER
from monitor.signals import CLOCK, SILENCE, TAMPER, Item

MANAGED = "for this person's level of management"
NIGHT = frozenset({23, 0, 1, 2, 3, 4, 5})


def window_of(group: Group, others: Iterable[Group] = ()) -> Window:
    """A group as it stands, beside the others of its person. Pure."""
    lines = group.evidence()
    beside = [one for one in others if one.count and one.id != group.id]
    hours = [local(item.time).hour for item in lines]
    known = frozenset[str]().union(*(one.counterparts for one in beside))
    return Window(
        theme=group.theme,
        rank=group.rank,
        count=group.count,
        rules=len(group.rules),
        days=len({local(item.time).day for item in lines}),
        hours=max(group.updated - group.opened, 0) / HOUR,
        by_rank=_by_rank(lines),
        counterparts=len(group.counterparts),
        unshared=len(group.counterparts - known),
        devices=len(group.devices),
        conditions=len(group.orders),
        areas=len(group.suggests),
        deviations=_deviations(group),
        managed=any(MANAGED in item.because for item in group.worst),
        hour=group.updated // 60_000_000 % 60 / 60 + local(group.updated).hour,
        night=sum(hour in NIGHT for hour in hours) / len(hours) if hours else 0.0,
        beside=_beside(beside),
    )


def _by_rank(lines: tuple[Item, ...]) -> tuple[int, int, int, int, int]:
    counts = [0] * len(LADDER)
    for item in lines:
        counts[item.rank] += 1
    info, low, medium, high, critical = counts
    return info, low, medium, high, critical


def _deviations(group: Group) -> int:
    return sum(rule.startswith(f"{BEHAVIOUR}/") for rule in group.rules)


def _beside(others: list[Group]) -> Beside:
    return Beside(
        themes=len({one.theme for one in others}),
        rank=max((one.rank for one in others), default=0),
        deviations=sum(map(_deviations, others)),
        silences=sum(one.count for one in others if one.theme == SILENCE),
        tampers=sum(one.count for one in others if one.theme in (TAMPER, CLOCK)),
    )

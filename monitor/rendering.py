"""From a group to the alert that other programs read."""

from casework.moments import moment_of, written
from monitor.alert import Alert, AlertState, Evidence
from monitor.group import Group
from monitor.judged import Judged
from monitor.signals import Item
from monitor.wording import explanation


def alert_of(group: Group, judged: Judged | None = None) -> Alert:
    """The alert at the group's present revision; what a model said changes nothing else of it."""
    return Alert(
        id=group.id,
        revision=group.revision,
        theme=group.theme,
        person=group.person,
        device=group.worst[0].device,
        opened=_written(group.opened),
        updated=_written(group.updated),
        severity=group.severity,
        priority=judged.judgement.priority if judged else None,
        state=AlertState(group.standing.state),
        rules=tuple(sorted(group.rules)),
        categories=(group.theme,),
        evidence=tuple(_evidence(item) for item in group.evidence()),
        explanation=explanation(group, judged.judgement.words() if judged else ""),
        orders=tuple(sorted(group.orders)),
        suggests=tuple(sorted(group.suggests)),
        library=", ".join(sorted(group.libraries)) or None,
        model=judged.model if judged else None,
        count=group.count,
    )


def _evidence(item: Item) -> Evidence:
    return Evidence(
        event=item.event,
        time=_written(item.time),
        received=_written(item.received),
        type=item.type,
        excerpt=item.excerpt or None,
        spans=item.spans,
    )


def _written(moment: int) -> str:
    return written(moment_of(moment))

"""What was planted, for whoever judges what the monitor made of it."""

from pathlib import Path

import msgspec

from monitor.simulate.plan import Plan


class Truth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An episode, from its first event to its last, and what is expected of it.

    ``expected`` is the theme of an alert, or the reason for which an event is not looked at;
    ``no-alert`` where there is an innocent reason. ``level`` is how plain it is, 1 the least.
    """

    person: str
    device: str
    episode: str
    first_event: str
    last_event: str
    expected: str
    level: int | None = None


def truths(plan: Plan) -> list[Truth]:
    """Every expectation; events have their ids once the stream was read to its end."""
    devices = {device.number: device.name for persona in plan.people for device in persona.devices}
    return [
        Truth(
            person=plan.people[episode.device.person].name,
            device=devices[expected.first.device],
            episode=episode.name,
            first_event=expected.first.id,
            last_event=expected.last.id,
            expected=str(expected.what),
            level=episode.level,
        )
        for episode in plan.episodes
        for expected in episode.expected
    ]


def write_truths(path: Path, found: list[Truth]) -> None:
    """Write them as a list in JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")

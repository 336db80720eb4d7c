"""Why an alert fired, in words. It speaks of devices, never of whose hand held them."""

from monitor.group import Group
from monitor.signals import CLOCK, CRISIS, SILENCE, TAMPER

OPENINGS = {
    CLOCK: "The clock cannot be relied on",
    TAMPER: "The agent reports interference",
    SILENCE: "No sign of life was received",
    CRISIS: "Words were met that may tell of a risk to self: the welfare route applies",
}

MOST_NAMED = 5


def explanation(group: Group, likely: str = "") -> str:
    """Sentences for the one who opens the alert; ``likely`` is what a model says of it, if any."""
    parts = [_what(group), _why(group), *([likely] if likely else [])]
    if group.orders:
        parts.append(f"Conditions engaged: {_listed(group.orders)}.")
    if group.counterparts:
        parts.append(f"Counterparts: {len(group.counterparts)}.")
    parts.append("What is said of a device is not said of who held it; a human decides.")
    return " ".join(parts)


def _what(group: Group) -> str:
    opening = OPENINGS.get(group.theme, f"Theme {group.theme!r}")
    events = "1 event" if group.count == 1 else f"{group.count} events"
    word = "device" if len(group.devices) == 1 else "devices"
    return f"{opening}: {events} on {word} {_listed(group.devices)}."


def _why(group: Group) -> str:
    reasons = list(dict.fromkeys(item.because for item in group.worst))
    more = f", and {len(reasons) - MOST_NAMED} more reasons" if len(reasons) > MOST_NAMED else ""
    return f"It is {group.severity} because {'; '.join(reasons[:MOST_NAMED])}{more}."


def _listed(names: frozenset[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return ", ".join(shown[:MOST_NAMED]) + more

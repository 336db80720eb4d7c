"""The terms under which behaviour is told of: any kind of data, of any of the devices."""

from collections.abc import Iterable

from casework.records.permission import DataKind
from monitor.cover import Cover, Span


def standing(cover: Cover, person: str, devices: Iterable[str], at: int) -> Span | None:
    """The first span that covers one of the devices at a moment (µs); null where none does."""
    for device in devices:
        for kind in DataKind:
            for span in cover.spans(person, device, kind):
                if span.covers(at):
                    return span
    return None

"""An alert as it leaves the monitor: a line of ``monitor alerts`` and a message of its topic."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from monitor.severity import Severity

WrittenMoment: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.([0-9]{3}|[0-9]{6})Z$",
        extra_json_schema={"format": "date-time"},
    ),
]
"""RFC 3339 in UTC, with milliseconds or microseconds."""

Reference: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
Span: TypeAlias = tuple[
    Annotated[int, msgspec.Meta(ge=0)],
    Annotated[int, msgspec.Meta(ge=0)],
]
"""Characters of an excerpt, from the first up to but without the last."""


class AlertState(StrEnum):
    """Where an alert stands with those who look at it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    REFERRED = "referred"
    CLOSED = "closed"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """An event that an alert rests on, with the words that mattered.

    ``time`` is the device's clock and ``received`` the receipt; ``excerpt`` is null where the
    event holds no text, and ``spans`` are of the excerpt.
    """

    event: Reference
    time: WrittenMoment
    received: WrittenMoment
    type: Reference
    excerpt: str | None = None
    spans: tuple[Span, ...] = ()


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an alert about a person and a theme.

    ``id`` hashes person, theme and what it follows, so that the same events give the same alert in
    whatever order they come; ``opened`` and ``updated`` are times of events. ``priority`` is the
    likelihood, 0..1, that an operator would act on the alert, never a person's risk; null where no
    model was asked. ``orders`` are the conditions engaged, ``suggests`` the assessment's areas to
    reconsider, ``library`` and ``model`` what judged and in which version, ``count`` the events
    grouped. The same ``id`` and ``revision`` may be delivered again.
    """

    id: Reference
    revision: Annotated[int, msgspec.Meta(ge=1)]
    theme: Reference
    person: Reference
    device: Reference
    opened: WrittenMoment
    updated: WrittenMoment
    severity: Severity
    priority: Annotated[float, msgspec.Meta(ge=0, le=1)] | None
    state: AlertState
    rules: tuple[str, ...]
    categories: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    explanation: str
    orders: tuple[str, ...]
    suggests: tuple[str, ...]
    library: str | None
    model: str | None
    count: Annotated[int, msgspec.Meta(ge=1)]

"""Spans, events and rules for the tests. Times are µs, from ``AT`` on."""

from datetime import timedelta
from typing import Any

from casework.basis.file import BasisFile
from casework.basis.span import BasisSpan, Managed
from casework.moments import microseconds, moment_of
from casework.records.permission import DataKind, ThirdParties
from keywords.matcher import Matcher
from keywords.records import Library, Severity, Term
from monitor.assess import Rules
from monitor.cover import Cover, Span
from monitor.event import Event, identity
from monitor.events import EVENT_TYPES, Data
from monitor.policy import Policy
from monitor.records import Coordinates
from tests.keywords.made import term

AT = microseconds(moment_of(0)) + 1_795_000_000_000_000
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
PERSON, DEVICE = "P-1", "D-1"


def span(since: int = AT - DAY, until: int | None = AT + DAY, **changes: Any) -> BasisSpan:
    """Keystrokes of one device, for a day before and after, unless told otherwise."""
    fields = {
        "person": PERSON,
        "device": DEVICE,
        "kind": DataKind.KEYSTROKES,
        "order": "O-1",
        "order_type": "SHPO",
        "conditions": ("C-1",),
        **changes,
    }
    ends = None if until is None else moment_of(until)
    return BasisSpan(since=moment_of(since), until=ends, **fields)


def every_kind(
    since: int = AT - DAY, until: int | None = AT + DAY, **changes: Any
) -> list[BasisSpan]:
    """The same of every kind of data."""
    return [span(since, until, kind=kind, **changes) for kind in DataKind]


def basis(*spans: BasisSpan, levels: dict[str, int] | None = None) -> BasisFile:
    managed = tuple(Managed(person=one, level=level) for one, level in (levels or {}).items())
    return BasisFile(as_at=moment_of(AT), spans=spans, managed=managed)


def cover(*spans: BasisSpan, **more: Any) -> Cover:
    return Cover(basis(*spans, **more))


OPEN = Span(AT - 30 * DAY, None, AT - 30 * DAY, ThirdParties.HOUSEHOLD, "O-1", "SHPO", ("C-1",))


def event(
    data: Data | str,
    time: int = AT,
    *,
    received: int | None = None,
    number: int | None = None,
    **changes: Any,
) -> Event:
    """An event received when it happened; a text is of keystrokes in an app of notes."""
    held = EVENT_TYPES["keystrokes"](app="notes", text=data) if isinstance(data, str) else data
    names = {kind: name for name, kind in EVENT_TYPES.items()}
    name = changes.pop("id", f"E-{number}-{time}")
    person, device = changes.pop("person", PERSON), changes.pop("device", DEVICE)
    return Event(
        identity(f"device/{device}", name),
        name,
        person,
        device,
        names[type(held)],
        time,
        time if received is None else received,
        changes.pop("receipt_known", True),
        number,
        changes.pop("handling", None),
        held,
        Coordinates("t", 0, 0),
    )


def severe(name: str, severity: Severity, *words: str, category: str = "test") -> Term:
    """A term of a severity."""
    made = term(name, *words)
    return Term(made.id, category, severity, made.kind, made.items)


TERMS = (
    severe("kill", Severity.HIGH, "kill"),
    severe("ill", Severity.LOW, "ill"),
    severe("harbour", Severity.MEDIUM, "dark harbour"),
    severe("lantern", Severity.CRITICAL, "lantern", category="other"),
    severe("adrift", Severity.HIGH, "adrift", category="crisis"),
)
LIBRARY = Library("test", "1", "en", "0" * 64, TERMS)


def rules(covered: Cover | None = None, policy: Policy | None = None) -> Rules:
    known = cover(*every_kind(AT - 30 * DAY, None)) if covered is None else covered
    return Rules(known, Matcher([LIBRARY]), policy or Policy())


def soon(seconds: float) -> int:
    """So many seconds after ``AT``."""
    return AT + timedelta(seconds=seconds) // timedelta(microseconds=1)

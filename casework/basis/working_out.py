"""From orders and devices to what may be monitored. Pure: the same records, the same answer.

A span begins when its terms do, the first notice has been served, and, where the permission is for
notified devices, the device was notified; whichever is last. It ends with the next terms, at the
end of their last day, or at the order's ending; whichever is first.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from casework.basis.span import Basis, BasisSpan, NotMonitored
from casework.moments import midnight_after, start_of
from casework.records.device import Device
from casework.records.order import Order, OrderType, Terms
from casework.records.permission import Permission
from casework.records.person import Person

Window = tuple[datetime, datetime | None]


def basis(person: Person, orders: Iterable[Order], devices: Iterable[Device]) -> Basis:
    """The person's spans, by device, kind and time; records of others are left out."""
    own = [device for device in devices if device.person == person.id]
    spans = {
        span for order in orders if order.person == person.id for span in _of_order(order, own)
    }
    return Basis(person=person.id, spans=tuple(sorted(spans, key=_position)))


def _position(span: BasisSpan) -> tuple[str, str, datetime, str]:
    return span.device, span.kind, span.since, span.order


def _of_order(order: Order, devices: list[Device]) -> Iterator[BasisSpan]:
    if not order.notices:
        return
    served = min(notice.served for notice in order.notices)
    for terms, window in in_force(order):
        told = _overlap(window, (served, None))
        if told is not None:
            for permission in terms.permissions:
                yield from _of_permission(order, terms, permission, told, devices)


def in_force(order: Order) -> list[tuple[Terms, Window]]:
    """Each terms of an order and from when until when they hold; those that never do left out."""
    followers = [following.since for following in order.terms[1:]]
    ended = order.ending.at if order.ending else None
    found = []
    for terms, replaced in zip(order.terms, [*followers, None], strict=True):
        last = midnight_after(terms.last_day) if terms.last_day else None
        until = min((end for end in (replaced, last, ended) if end is not None), default=None)
        if until is None or terms.since < until:
            found.append((terms, (terms.since, until)))
    return found


def _of_permission(
    order: Order, terms: Terms, permission: Permission, window: Window, devices: list[Device]
) -> Iterator[BasisSpan]:
    for device, (since, until) in _device_windows(permission, window, devices):
        for kind in permission.kinds:
            yield BasisSpan(
                person=order.person,
                device=device,
                kind=kind,
                since=since,
                until=until,
                third_parties=permission.third_parties,
                order=order.id,
                order_type=order.type,
                conditions=tuple(condition.id for condition in terms.conditions),
            )


def _device_windows(
    permission: Permission, window: Window, devices: list[Device]
) -> Iterator[tuple[str, Window]]:
    if not permission.all_notified:
        yield from ((device, window) for device in permission.devices)
        return
    for device in devices:
        for span in device.notified:
            end = midnight_after(span.until) if span.until else None
            both = _overlap(window, (start_of(span.since), end))
            if both is not None:
                yield device.id, both


def _overlap(one: Window, other: Window) -> Window | None:
    since = max(one[0], other[0])
    until = min((end for end in (one[1], other[1]) if end is not None), default=None)
    return None if until is not None and until <= since else (since, until)


def not_monitored(
    person: Person, orders: Iterable[Order], devices: Iterable[Device], at: datetime
) -> tuple[NotMonitored, ...]:
    """Why the person, or which of their devices, is not monitored at a moment; empty: all are."""
    held = list(orders)
    found = basis(person, held, devices)
    covered = {span.device for span in found.at(at)}
    if not covered:
        reason = reason_for_none([order for order in held if order.person == person.id], found, at)
        return (NotMonitored(person=person.id, reason=reason),)
    return tuple(
        NotMonitored(person=person.id, device=device.id, reason="no order or consent covers it")
        for device in devices
        if device.person == person.id and device.id not in covered
    )


def reason_for_none(orders: list[Order], found: Basis, at: datetime) -> str:
    """Why nothing of a person may be monitored at a moment, in words that an officer can act on."""
    if not orders:
        return "no order, licence or consent is on file"
    past = [span for span in found.spans if span.until is not None and span.until <= at]
    if any(span.since > at for span in found.spans):
        return "the basis has not begun yet"
    if past:
        last = max(past, key=lambda span: span.until or at)
        what = "consent" if last.order_type == OrderType.CONSENT else last.order_type
        return f"{what} {last.order} ended"
    permitting = [order for order in orders if any(terms.permissions for terms in order.terms)]
    if not permitting:
        return "no order on file permits monitoring"
    if not any(order.notices for order in permitting):
        return "no notice has been served"
    return "no device is notified"

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.basis.working_out import basis, in_force, not_monitored
from casework.records.device import Device, Notified
from casework.records.order import Ending, EndReason, Order, OrderType
from casework.records.permission import DataKind, Notice, Permission, ThirdParties
from tests.casework.people import person
from tests.casework.samples import device, moment, order, terms

WHO = person(42)
SERVED = moment(2)


def spans(*orders: Order, devices: tuple[Device, ...] = ()) -> list[tuple[object, ...]]:
    found = basis(WHO, orders, devices)
    return [(span.device, span.kind, span.since, span.until) for span in found.spans]


def test_monitoring_begins_with_the_notice_and_ends_with_the_last_day() -> None:
    # 31 October 2027: summer time ended that morning, so midnight is midnight UTC
    end = datetime(2027, 11, 1, tzinfo=UTC)
    assert spans(order()) == [("D-17", DataKind.MESSAGES, SERVED, end)]


def test_a_day_ends_by_the_clocks_of_the_courts() -> None:
    ((_, _, _, until),) = spans(order(terms(last_day=date(2027, 6, 30))))
    assert until == datetime(2027, 6, 30, 23, tzinfo=UTC)


def test_without_notice_there_is_no_basis() -> None:
    assert spans(order(notices=())) == []
    (why,) = not_monitored(WHO, [order(notices=())], [], moment(9))
    assert why.reason == "no notice has been served"


def test_a_second_notice_changes_nothing() -> None:
    again = Notice(served=moment(20), served_by="officer-2")
    first = Notice(served=SERVED, served_by="officer-1")
    assert spans(order(notices=(again, first))) == spans(order())


def test_varied_terms_take_the_place_of_the_former() -> None:
    narrower = Permission(kinds=(DataKind.SEARCHES,), devices=("D-17",))
    varied = terms(since=moment(10), permissions=(narrower,))
    end = datetime(2027, 11, 1, tzinfo=UTC)
    assert spans(order(terms(), varied)) == [
        ("D-17", DataKind.MESSAGES, SERVED, moment(10)),
        ("D-17", DataKind.SEARCHES, moment(10), end),
    ]


def test_an_interim_order_that_lapsed_before_the_full_one_leaves_a_gap() -> None:
    interim = terms(interim=True, last_day=date(2026, 11, 5))
    full = terms(since=moment(10))
    found = basis(WHO, [order(interim, full)], [])
    assert found.permits("D-17", DataKind.MESSAGES, moment(5, 23)) is not None
    assert found.permits("D-17", DataKind.MESSAGES, moment(6, 0)) is None
    assert found.permits("D-17", DataKind.MESSAGES, moment(10)) is not None


def test_consent_withdrawn_ends_it_at_that_moment() -> None:
    ending = Ending(at=moment(8, 12), reason=EndReason.CONSENT_WITHDRAWN)
    consent = order(terms(last_day=None), type=OrderType.CONSENT, ending=ending)
    found = basis(WHO, [consent], [])
    assert found.permits("D-17", DataKind.MESSAGES, moment(8, 12) - timedelta(microseconds=1))
    assert found.permits("D-17", DataKind.MESSAGES, moment(8, 12)) is None
    (why,) = not_monitored(WHO, [consent], [], moment(8, 12))
    assert why.reason == "consent O-1 ended"


def test_another_order_goes_on_where_one_ends() -> None:
    short = order(terms(last_day=date(2026, 11, 5)))
    other = order(id="O-2")
    found = basis(WHO, [short, other], [])
    span = found.permits("D-17", DataKind.MESSAGES, moment(9))
    assert span is not None
    assert span.order == "O-2"


def test_of_two_orders_the_one_that_reaches_further_to_third_parties_counts() -> None:
    wide = Permission(
        kinds=(DataKind.MESSAGES,), devices=("D-17",), third_parties=ThirdParties.COUNTERPARTS
    )
    found = basis(WHO, [order(), order(terms(permissions=(wide,)), id="O-2")], [])
    span = found.permits("D-17", DataKind.MESSAGES, moment(9))
    assert span is not None
    assert (span.order, span.third_parties) == ("O-2", ThirdParties.COUNTERPARTS)


def test_a_permission_for_notified_devices_follows_what_is_notified() -> None:
    everything = Permission(kinds=(DataKind.APPS,), all_notified=True)
    of_days = (Notified(since=date(2026, 11, 4), until=date(2026, 11, 6)),)
    found = spans(
        order(terms(permissions=(everything,))),
        devices=(device("D-1", notified=of_days), device("D-2", notified=())),
    )
    assert found == [("D-1", DataKind.APPS, moment(4, 0), moment(7, 0))]


def test_kinds_that_are_not_named_are_not_covered() -> None:
    found = basis(WHO, [order()], [])
    assert found.permits("D-17", DataKind.KEYSTROKES, moment(9)) is None
    assert found.permits("D-18", DataKind.MESSAGES, moment(9)) is None


def test_an_end_is_known_before_it_comes() -> None:
    found = basis(WHO, [order(terms(last_day=date(2026, 11, 30)))], [])
    assert found.ends(moment(9)) == datetime(2026, 12, 1, tzinfo=UTC)
    assert basis(WHO, [order(terms(last_day=None))], []).ends(moment(9)) is None


def test_another_persons_order_gives_no_basis() -> None:
    assert basis(person(43), [order()], [device()]).spans == ()
    (why,) = not_monitored(person(43), [order()], [], moment(9))
    assert why.reason == "no order, licence or consent is on file"


def test_a_device_that_no_order_covers_is_named() -> None:
    found = not_monitored(WHO, [order()], [device(), device("D-18")], moment(9))
    assert [(one.device, one.reason) for one in found] == [
        ("D-18", "no order or consent covers it")
    ]


def test_the_reasons_of_people_not_monitored_differ() -> None:
    def reason(given: Order, day: int = 9) -> str:
        return not_monitored(WHO, [given], [], moment(day))[0].reason

    assert reason(order(), day=1) == "the basis has not begun yet"
    assert reason(order(terms(permissions=()))) == "no order on file permits monitoring"
    everything = Permission(kinds=(DataKind.APPS,), all_notified=True)
    assert reason(order(terms(permissions=(everything,)))) == "no device is notified"


HOURS = st.integers(0, 400)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    begun = sorted(draw(st.sets(HOURS, min_size=1, max_size=4)))
    start = moment(1, 0)
    parts = [
        terms(
            since=start + timedelta(hours=hour),
            last_day=draw(st.none() | st.dates(date(2026, 10, 30), date(2026, 11, 25))),
        )
        for hour in begun
    ]
    end = draw(st.none() | HOURS)
    served = draw(st.lists(HOURS, max_size=2))
    return order(
        *parts,
        notices=tuple(
            Notice(served=start + timedelta(hours=hour), served_by="o") for hour in served
        ),
        ending=None
        if end is None
        else Ending(at=start + timedelta(hours=end), reason=EndReason.REVOKED),
    )


@given(orders(), HOURS)
def test_what_is_permitted_is_what_a_plain_reading_of_the_order_permits(
    given_order: Order, hour: int
) -> None:
    at = moment(1, 0) + timedelta(hours=hour, minutes=30)
    begun = [one for one in given_order.terms if one.since <= at]
    current = begun[-1] if begun else None
    permitted = (
        current is not None
        and (current.last_day is None or at.date() <= current.last_day)
        and (given_order.ending is None or at < given_order.ending.at)
        and any(notice.served <= at for notice in given_order.notices)
    )
    found = basis(WHO, [given_order], []).permits("D-17", DataKind.MESSAGES, at)
    assert (found is not None) == permitted
    assert len(in_force(given_order)) <= len(given_order.terms)

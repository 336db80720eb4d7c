import pytest

from casework.records.permission import DataKind, ThirdParties
from monitor.cover import Cover
from monitor.event import Event
from monitor.events import AppUsed, Heartbeat, MessageReceived, MessageSent, ScreenText
from monitor.gate import KINDS, Apart, Passed, Refusal, judge
from tests.monitor.made import AT, DAY, DEVICE, HOUR, cover, event, every_kind, span

NONE: dict[int, int] = {}


def verdict(one: Event, known: Cover, anchors: dict[int, int] = NONE) -> Refusal | Apart | str:
    found = judge(one, known, anchors)
    return found if isinstance(found, Refusal) else found.apart or "passed"


def test_a_person_without_a_basis_is_refused() -> None:
    assert verdict(event("x", person="P-9"), cover(span())) is Refusal.NO_BASIS


def test_a_device_that_no_order_names_is_refused() -> None:
    assert verdict(event("x", device="D-9"), cover(span())) is Refusal.DEVICE_NOT_COVERED


def test_a_device_of_somebody_else_is_refused() -> None:
    known = cover(span(), span(person="P-2", device="D-2"))
    assert verdict(event("x", device="D-2"), known) is Refusal.DEVICE_NOT_COVERED


def test_a_kind_of_data_that_the_order_leaves_out_is_refused() -> None:
    used = event(AppUsed(app="a", seconds=1))
    assert verdict(used, cover(span())) is Refusal.KIND_NOT_COVERED


def test_every_type_of_event_has_a_kind_that_orders_can_name() -> None:
    assert set(KINDS.values()) <= set(DataKind)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (AT - DAY - 1, Refusal.NOT_BEGUN),
        (AT - DAY, "passed"),
        (AT + DAY - 1, "passed"),
        (AT + DAY, Refusal.ENDED),
    ],
)
def test_receipt_decides_to_the_microsecond(received: int, expected: object) -> None:
    recorded = AT + 30 * DAY  # wherever the device's clock stands
    assert verdict(event("x", recorded, received=received), cover(span())) == expected


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (AT - DAY - 1, Refusal.ENDED),
        (AT - DAY, Refusal.BACKLOG_AFTER_END),
        (AT + DAY - 1, Refusal.BACKLOG_AFTER_END),
        (AT + DAY, Refusal.ENDED),
    ],
)
def test_what_was_recorded_in_time_and_came_late_is_a_backlog(
    recorded: int, expected: object
) -> None:
    late = event("x", recorded, received=AT + 2 * DAY)
    assert verdict(late, cover(span())) is expected


def test_what_was_recorded_before_the_basis_began_is_refused() -> None:
    known = cover(span())
    assert verdict(event("x", AT - DAY - 1, received=AT), known) is Refusal.RECORDED_BEFORE
    assert verdict(event("x", AT - DAY, received=AT), known) == "passed"


def test_what_was_recorded_under_the_former_terms_passes_under_the_new() -> None:
    known = cover(span(AT - 2 * DAY, AT - DAY), span(AT - DAY, None))
    assert verdict(event("x", AT - 2 * DAY, received=AT), known) == "passed"
    assert verdict(event("x", AT - 2 * DAY - 1, received=AT), known) is Refusal.RECORDED_BEFORE


def test_a_gap_between_an_interim_order_and_the_full_one_is_not_covered() -> None:
    known = cover(span(AT - 9 * DAY, AT - 5 * DAY), span(AT - DAY, None))
    within = event("x", AT - 3 * DAY, received=AT - 3 * DAY)
    assert verdict(within, known) is Refusal.ENDED
    delivered_later = event("x", AT - 3 * DAY, received=AT)
    assert verdict(delivered_later, known) is Refusal.RECORDED_BEFORE


def test_of_two_orders_the_one_that_is_wider_for_third_parties_counts() -> None:
    wide = span(kind=DataKind.MESSAGES, third_parties=ThirdParties.COUNTERPARTS, order="O-2")
    known = cover(span(kind=DataKind.MESSAGES), wide)
    found = judge(event(MessageReceived(app="a", counterparty="c", text="x")), known, NONE)
    assert isinstance(found, Passed)
    assert (found.span.order, found.apart) == ("O-2", None)


def test_one_order_that_ended_leaves_the_other_standing() -> None:
    known = cover(span(until=AT - HOUR), span(order="O-2"))
    found = judge(event("x"), known, NONE)
    assert isinstance(found, Passed)
    assert found.span.order == "O-2"


@pytest.mark.parametrize("kind", [MessageReceived, ScreenText])
@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (ThirdParties.EXCLUDED, Apart.THIRD_PARTY),
        (ThirdParties.COUNTERPARTS, "passed"),
        (ThirdParties.HOUSEHOLD, "passed"),
    ],
)
def test_the_words_of_others_are_held_apart_unless_the_order_covers_them(
    kind: type, width: ThirdParties, expected: object
) -> None:
    words = {"counterparty": "c"} if kind is MessageReceived else {}
    known = cover(*every_kind(third_parties=width))
    assert verdict(event(kind(app="a", text="x", **words)), known) == expected


def test_a_persons_own_words_need_no_width() -> None:
    known = cover(*every_kind())
    assert verdict(event(MessageSent(app="a", counterparty="c", text="x")), known) == "passed"


@pytest.mark.parametrize("handling", ["privileged", "medical"])
def test_privileged_and_medical_material_is_held_apart_whoever_wrote_it(handling: str) -> None:
    assert verdict(event("x", handling=handling), cover(span())) == Apart(handling)


def test_privileged_material_outside_the_basis_is_not_even_held() -> None:
    assert (
        verdict(event("x", person="P-9", handling="privileged"), cover(span())) is Refusal.NO_BASIS
    )


def test_a_device_whose_clock_is_past_the_end_of_the_order_is_watched_all_the_same() -> None:
    assert verdict(event("x", AT + 300 * DAY, received=AT), cover(span())) == "passed"


def test_a_clock_that_was_put_back_is_seen_through_where_the_sequence_proves_it() -> None:
    back = event("x", AT - 300 * DAY, received=AT, number=8)
    known = cover(span())
    assert verdict(back, known, {AT - DAY: 7}) == "passed"


@pytest.mark.parametrize("anchors", [{}, {AT - DAY: 8}, {AT - DAY: 9}, {AT - 9 * DAY: 1}])
def test_without_that_proof_it_counts_as_recorded_before(anchors: dict[int, int]) -> None:
    back = event("x", AT - 300 * DAY, received=AT, number=8)
    assert verdict(back, cover(span()), anchors) is Refusal.RECORDED_BEFORE


def test_without_a_sequence_there_is_no_proof() -> None:
    back = event("x", AT - 300 * DAY, received=AT)
    assert verdict(back, cover(span()), {AT - DAY: 1}) is Refusal.RECORDED_BEFORE


def test_a_device_state_is_gated_as_everything_else_is() -> None:
    assert verdict(event(Heartbeat(), device=DEVICE), cover(span())) is Refusal.KIND_NOT_COVERED

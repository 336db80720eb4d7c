from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.coding import decoded, encoded
from casework.records.condition import Condition, ConditionKind
from casework.records.flag import Flag, MachineLead
from casework.records.kinds import KINDS
from casework.records.order import Ending, EndReason, OrderType
from casework.records.permission import DataKind, Permission
from casework.records.person import CustodySpell, Management, Notification
from casework.records.proceeding import Matter, Proceeding, Step
from casework.records.visit import HomeVisit
from tests.casework.people import person
from tests.casework.samples import (
    an_account,
    decision,
    device,
    every_kind,
    exam,
    intervention,
    moment,
    order,
    publication,
    terms,
)


def test_there_is_a_sample_of_every_kind() -> None:
    assert {type(record) for record in (*every_kind(), publication(), an_account())} == set(
        KINDS.values()
    )


@pytest.mark.parametrize("record", every_kind(), ids=lambda record: record.KIND)
def test_a_record_is_the_same_after_it_was_written_and_read(record: Record) -> None:
    assert decoded(type(record), encoded(record)) == record


@pytest.mark.parametrize("record", every_kind(), ids=lambda record: record.KIND)
def test_a_field_that_the_record_does_not_have_is_refused(record: Record) -> None:
    body = encoded(record)[:-1] + b',"colour":"red"}'
    with pytest.raises(CaseworkError, match="unknown field `colour`"):
        decoded(type(record), body)


def test_a_field_of_the_wrong_type_is_refused_when_written() -> None:
    with pytest.raises(CaseworkError, match=r"person: .*`\$.born`"):
        encoded(person(1, born="yesterday"))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: person(1, name=" "), "name is empty"),
        (lambda: person(1, id="P-0002"), "one reference"),
        (lambda: person(1, id="P 1", person="P 1"), "no identifier"),
        (lambda: Management(since=date(2026, 1, 1), level=4, authority="a", area="N"), "1, 2 or 3"),
        (lambda: CustodySpell(since=date(2026, 2, 2), until=date(2026, 2, 1), place="x"), "ends"),
        (
            lambda: Notification(since=date(2026, 1, 1), until=date(2027, 1, 1), indefinite=True),
            "indefinite and yet",
        ),
        (lambda: order(terms(), terms()), "order in which they begin"),
        (lambda: terms(since=datetime(2026, 11, 1)), "in which zone"),
        (
            lambda: order(ending=Ending(at=moment(9), reason=EndReason.CONSENT_WITHDRAWN)),
            "only consent is withdrawn",
        ),
        (lambda: Permission(kinds=(), devices=("D-1",)), "names the kinds"),
        (lambda: Permission(kinds=(DataKind.APPS,)), "names its devices"),
        (
            lambda: Permission(kinds=(DataKind.APPS,), devices=("D-1",), all_notified=True),
            "names its devices",
        ),
        (lambda: Condition(id="c", kind=ConditionKind.OTHER, wording=""), "wording is empty"),
        (lambda: HomeVisit(id="H", person="P-1", made=moment(2)), "by whom"),
        (lambda: HomeVisit(id="H", person="P-1"), "neither due nor made"),
        (lambda: decision(supersedes="E-1"), "supersedes itself"),
        (lambda: intervention(done=moment(6), outcome="told"), "then accepted, then done"),
        (lambda: intervention(accepted=moment(4)), "then accepted, then done"),
        (lambda: intervention(outcome="told"), "or neither"),
        (
            lambda: Proceeding(
                id="G",
                person="P-1",
                step=Step.CHARGED,
                matter=Matter.ORDER_BREACH,
                on=date(2026, 11, 1),
            ),
            "which order",
        ),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(make: Callable[[], object], text: str) -> None:
    with pytest.raises(CaseworkError, match=text):
        make()


def test_an_exam_whose_states_do_not_sum_to_its_entries_is_refused() -> None:
    body = encoded(exam()).replace(b'"entries":10', b'"entries":11')
    with pytest.raises(CaseworkError, match="states sum to 10, not to 11"):
        decoded(type(exam()), body)


def test_two_managements_at_a_time_are_refused_and_one_after_the_other_are_not() -> None:
    first = Management(since=date(2025, 1, 1), until=date(2025, 6, 1), authority="a", area="N")
    second = Management(since=date(2025, 6, 1), authority="a", area="S")
    early = Management(since=date(2025, 5, 1), authority="a", area="S")
    assert person(1, management=(first, second)).management == (first, second)
    with pytest.raises(CaseworkError, match="two at once from 2025-05-01"):
        person(1, management=(first, early))


def test_a_flag_can_rest_on_nothing_that_no_person_stands_behind() -> None:
    (lead,) = [record for record in every_kind() if isinstance(record, MachineLead)]
    assert lead.standing == "machine lead, unverified"
    link = encoded(lead).split(b'"link":')[1].split(b"}")[0] + b"}"
    with pytest.raises(CaseworkError, match="alert"):
        decoded(Flag, b'{"id":"F-9","person":"P-1","summary":"s","ground":' + link + b"}")


def test_consent_is_withdrawn_at_once() -> None:
    given = order(
        type=OrderType.CONSENT, ending=Ending(at=moment(5), reason=EndReason.CONSENT_WITHDRAWN)
    )
    assert given.ending is not None
    assert given.ending.at - moment(5) == timedelta(0)


def test_a_serial_number_stands_on_a_device_once() -> None:
    with pytest.raises(CaseworkError, match="twice"):
        device(serials=device().serials * 2)

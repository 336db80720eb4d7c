"""The table as the store holds it: every kind of record, every role, on both databases."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from casework.accounts.access import Access
from casework.accounts.account import Account, Disabling
from casework.accounts.administering import disable
from casework.accounts.authorising import Refused
from casework.accounts.break_glass import BreakGlass
from casework.accounts.notices import NoticeKind, notices
from casework.accounts.permissions import Reach, permissions
from casework.accounts.roles import Role
from casework.act import Act, Operation
from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.device import Device
from casework.records.disclosure import Disclosure
from casework.records.evidence import RecordLink
from casework.records.order import Order
from casework.records.person import Management, Person
from casework.records.report import Report
from tests.casework.accounts.conftest import Unit
from tests.casework.people import person
from tests.casework.samples import WHO, device, every_kind

FILER = Act(actor="test-filer")
WHY = "The person is missing and nobody assigned is on duty."


@pytest.fixture
def filed(unit: Unit) -> Unit:
    return with_records(unit)


@pytest.fixture
def filed_lightly(light: Unit) -> Unit:
    return with_records(light)


def with_records(unit: Unit) -> Unit:
    with unit.store.writing(FILER) as writing:
        for record in every_kind():
            if not isinstance(record, BreakGlass):
                writing.add(record)
        writing.add(person(7))
    return unit


def refused(access: Access, kind: type[PersonRecord], reference: str) -> bool:
    try:
        access.consult(kind, reference)
    except Refused:
        return True
    return False


def test_what_the_table_says_is_what_the_store_does(filed_lightly: Unit) -> None:
    unit, case = filed_lightly, {}
    for role in Role:
        for name, areas, people in (
            ("assigned", (), (WHO,)),
            ("area", ("North",), ()),
            ("away", ("South",), ()),
        ):
            access = unit.someone(f"{role}.{name}", role, areas=areas, people=people)
            case[role, name] = access
    seen_by = {
        Reach.EVERYWHERE: {"assigned", "area", "away"},
        Reach.AREA: {"assigned", "area"},
        Reach.PERSON: {"assigned"},
        Reach.DISCLOSED: set[str](),
        Reach.OWN: set[str](),
    }
    about = [r for r in every_kind() if isinstance(r, PersonRecord) and r.KIND != "break_glass"]
    for record in about:
        cells = permissions()[f"{record.KIND}.consult"]
        allowed = {
            key for key, access in case.items() if not refused(access, type(record), record.id)
        }
        expected = {(role, name) for role, reach in cells.items() for name in seen_by[reach]}
        assert allowed == expected, record.KIND


def test_each_consultation_is_logged_with_the_role_and_the_reach(filed: Unit) -> None:
    access = filed.someone("om.one", Role.OFFENDER_MANAGER, areas=("North",))
    found = access.consult(Person, WHO, reason="visit tomorrow")
    last = filed.lines()[-1]
    assert found.record.id == WHO
    assert (last.actor, last.operation, last.person) == ("om.one", Operation.CONSULTATION, WHO)
    assert (last.kind, last.record, last.revision) == ("person", WHO, 1)
    assert (last.reason, last.detail) == (
        "visit tomorrow",
        {"role": "offender_manager", "by": "area"},
    )


def test_each_refusal_is_logged_and_tells_nothing(filed: Unit) -> None:
    access = filed.someone("om.two", Role.OFFENDER_MANAGER, areas=("South",))
    texts = set()
    for reference in (WHO, "P-9999"):
        with pytest.raises(Refused) as caught:
            access.consult(Person, reference)
        texts.add(str(caught.value))
        last = filed.lines()[-1]
        assert (last.actor, last.operation) == ("om.two", Operation.ACCESS)
        assert last.detail["refused"] == "person.consult"
    assert texts == {"person.consult: not permitted, or not on file"}


def test_a_refused_change_leaves_nothing_but_the_refusal(filed: Unit) -> None:
    access = filed.someone("desk.one", Role.DESK_OPERATOR, areas=("North",))
    before = len(filed.lines())
    with pytest.raises(Refused):
        access.revise(person(42, name="Person 0042 Renamed Testcase"), after=1)
    with filed.store.reading() as reading:
        assert reading.get(Person, WHO).revision == 1
    assert [line.detail.get("refused") for line in filed.lines()[before:]] == ["person.revise"]


def test_what_is_permitted_is_done_in_the_officers_name(filed: Unit) -> None:
    access = filed.someone("om.three", Role.OFFENDER_MANAGER, areas=("North",))
    assert access.revise(person(42, name="Person 0042 Anew Testcase"), after=1).author == "om.three"
    assert access.add(person(77)).revision == 1
    with pytest.raises(Refused):
        access.add(person(78, management=()))


def test_accounts_and_glasses_are_not_written_past_their_own_functions(filed: Unit) -> None:
    supervisor = filed.someone("boss.one", Role.DESK_SUPERVISOR, areas=("North",))
    with filed.store.reading() as reading:
        own = reading.get(Account, "root.one")
    with pytest.raises(Refused):
        filed.root.revise(own.record, own.revision)
    (glass,) = (r for r in every_kind() if isinstance(r, BreakGlass))
    with pytest.raises(Refused):
        supervisor.add(glass)


def disclosed(unit: Unit, revision: int, agency: str = "Unreal Housing", number: int = 1) -> None:
    (order,) = (r for r in every_kind() if isinstance(r, Order))
    with unit.store.writing(FILER) as writing:
        writing.add(
            Disclosure(
                id=f"G-9{number}",
                person=WHO,
                recipient="A housing officer",
                agency=agency,
                told="The conditions of the order.",
                purpose="Safety of neighbours.",
                power="MAPPA",
                disclosed=datetime(2026, 11, 2, 9, tzinfo=UTC),
                approved_by="boss-1",
                shown=(RecordLink(kind="order", id=order.id, revision=revision),),
            )
        )


def test_an_agency_sees_the_very_revision_that_was_disclosed_to_it_and_no_later_one(
    filed: Unit,
) -> None:
    partner = filed.someone("housing.one", Role.PARTNER_AGENCY, areas=("North",))
    assert refused(partner, Order, "O-1")
    disclosed(filed, 1)
    with filed.store.writing(FILER) as writing:
        before = writing.get(Order, "O-1").record
        writing.revise(msgspec.structs.replace(before, authority="Another Unreal Court"), 1)
    assert partner.consult(Order, "O-1").revision == 1
    assert [stored.revision for stored in partner.consult_all(Order, WHO)] == [1]
    assert refused(partner, Person, WHO)
    assert partner.consult(Disclosure, "G-91").record.told == "The conditions of the order."


def test_what_was_disclosed_to_one_agency_is_not_seen_by_another(filed_lightly: Unit) -> None:
    disclosed(filed_lightly, 1, agency="Unreal Health")
    partner = filed_lightly.someone("housing.two", Role.PARTNER_AGENCY)
    assert refused(partner, Order, "O-1")
    assert refused(partner, Disclosure, "G-91")


def test_an_agency_may_report_what_it_saw(filed: Unit) -> None:
    partner = filed.someone("housing.three", Role.PARTNER_AGENCY, areas=("North",))
    (report,) = (r for r in every_kind() if isinstance(r, Report))
    assert partner.add(msgspec.structs.replace(report, id="R-2")).author == "housing.three"
    assert refused(partner, Report, "R-2")


def test_a_list_of_nothing_is_logged_too_and_refused_out_of_reach(filed: Unit) -> None:
    access = filed.someone("om.four", Role.OFFENDER_MANAGER, areas=("North",))
    assert access.consult_all(Device, "P-0007") == []
    assert filed.lines()[-1].operation == Operation.CONSULTATION
    away = filed.someone("om.five", Role.OFFENDER_MANAGER, areas=("South",))
    for who in ("P-0007", WHO, "P-9999"):
        with pytest.raises(Refused):
            away.consult_all(Device, who)


def test_a_search_finds_only_whom_the_account_may_see(filed: Unit) -> None:
    north = filed.someone("om.six", Role.OFFENDER_MANAGER, areas=("North",))
    south = filed.someone("om.seven", Role.OFFENDER_MANAGER, areas=("South",), people=("P-0007",))
    assert [found.id for found in north.search("testcase")] == ["P-0007", WHO]
    assert [found.id for found in south.search("TESTCASE ")] == ["P-0007"]
    assert filed.lines()[-1].operation == Operation.SEARCH
    with pytest.raises(Refused):
        filed.root.search("testcase")


def test_breaking_the_glass_opens_one_person_for_a_time_and_tells_a_supervisor(
    filed: Unit,
) -> None:
    access = filed.someone("om.eight", Role.OFFENDER_MANAGER, areas=("South",))
    boss = filed.someone("boss.two", Role.DESK_SUPERVISOR, areas=("North",))
    assert refused(access, Person, WHO)
    glass = access.break_glass(WHO, WHY, timedelta(hours=1))
    assert access.consult(Person, WHO).record.id == WHO
    assert filed.lines()[-1].detail["by"] == "break-glass"
    assert refused(access, Person, "P-0007")
    (notice,) = (n for n in notices(boss) if n.kind == NoticeKind.BREAK_GLASS)
    assert (notice.account, notice.reference) == ("om.eight", glass.record.id)
    assert boss.consult(BreakGlass, glass.record.id).record.reason == WHY
    filed.clock.now += timedelta(hours=1)
    assert refused(access, Person, WHO)
    assert boss.notice_break_glass(glass.record.id).record.seen_by == "boss.two"
    assert [n for n in notices(boss) if n.kind == NoticeKind.BREAK_GLASS] == []


@pytest.mark.parametrize(
    "role", [Role.PARTNER_AGENCY, Role.ADMINISTRATOR, Role.AUDITOR, Role.CO_ORDINATOR]
)
def test_who_may_not_break_the_glass_is_refused(filed_lightly: Unit, role: Role) -> None:
    access = filed_lightly.someone("some.one", role)
    with pytest.raises(Refused):
        access.break_glass(WHO, WHY, timedelta(hours=1))


@pytest.mark.parametrize(
    ("reason", "hours"), [("", 1), ("because", 1), (WHY, 9), (WHY, -1), (" " * 30, 1)]
)
def test_a_glass_is_not_broken_without_a_reason_or_for_longer_than_a_shift(
    filed_lightly: Unit, reason: str, hours: int
) -> None:
    access = filed_lightly.someone("om.nine", Role.OFFENDER_MANAGER)
    with pytest.raises(CaseworkError):
        access.break_glass(WHO, reason, timedelta(hours=hours))
    assert refused(access, Person, WHO)


def test_nobody_notices_their_own_broken_glass(filed_lightly: Unit) -> None:
    boss = filed_lightly.someone("boss.three", Role.DESK_SUPERVISOR, areas=("South",))
    glass = boss.break_glass(WHO, WHY, timedelta(hours=1))
    with pytest.raises(CaseworkError, match="break-glass"):
        boss.notice_break_glass(glass.record.id)


def test_an_account_that_was_closed_is_refused_in_the_middle_of_its_work(filed: Unit) -> None:
    access = filed.someone("om.ten", Role.OFFENDER_MANAGER, people=(WHO,))
    assert access.consult(Person, WHO).revision == 1
    disable(filed.root, "om.ten", Disabling.SUSPECTED)
    assert refused(access, Person, WHO)
    assert filed.lines()[-1].detail["because"] == "disabled: suspected"


def test_a_revision_does_not_tell_whose_a_record_is_or_how_often_it_changed(
    filed_lightly: Unit,
) -> None:
    unit = filed_lightly
    with unit.store.writing(FILER) as writing:
        south = Management(since=date(2026, 1, 1), authority="police", area="South")
        writing.add(person(50, management=(south,)))
    access = unit.someone("om.south", Role.OFFENDER_MANAGER, areas=("South",))
    for identifier in ("D-17", "D-404"):
        for after in (1, 2):
            with pytest.raises(Refused, match="not permitted, or not on file") as caught:
                access.revise(device(identifier, person="P-0050"), after=after)
            assert WHO not in str(caught.value)
    assert unit.lines()[-1].detail["refused"] == "device.revise"


@pytest.mark.parametrize("name", ["root.one", "nobody.here"])
def test_whether_there_is_an_account_is_told_to_who_keeps_accounts_alone(
    light: Unit, name: str
) -> None:
    access = light.someone("om.one", Role.OFFENDER_MANAGER)
    with pytest.raises(Refused, match=r"account\.consult: not permitted"):
        disable(access, name, Disabling.LEFT)

from datetime import date

from casework.records.person import (
    CustodySpell,
    Episode,
    Management,
    Notification,
    Standing,
)
from casework.standing import managed_on, notifying_on, standing_on, standings_on
from tests.casework.people import person

DAY = date(2026, 3, 31)


def test_on_the_day_of_a_transfer_the_new_management_counts() -> None:
    old = Management(since=date(2025, 1, 1), until=DAY, level=1, authority="a", area="N")
    new = Management(since=DAY, level=2, authority="a", area="S")
    assert managed_on(person(1, management=(old, new)), DAY) == new
    assert managed_on(person(1, management=(old,)), date(2026, 4, 1)) is None


def test_somebody_may_be_wanted_and_abroad() -> None:
    wanted = Episode(since=DAY, standing=Standing.WANTED)
    abroad = Episode(since=DAY, until=DAY, standing=Standing.ABROAD)
    found = person(1, episodes=(wanted, abroad))
    assert standings_on(found, DAY) == (Standing.WANTED, Standing.ABROAD)
    assert standings_on(found, date(2026, 4, 1)) == (Standing.WANTED, Standing.IN_COMMUNITY)


def test_custody_and_hospital_are_told_apart() -> None:
    prison = CustodySpell(since=date(2026, 1, 1), until=DAY, place="Unreal Prison")
    assert standing_on(person(1, custody=(prison,)), DAY) is Standing.IN_CUSTODY
    ward = CustodySpell(since=date(2026, 1, 1), place="Unreal Hospital", hospital=True)
    assert standing_on(person(1, custody=(ward,)), DAY) is Standing.IN_HOSPITAL
    assert standing_on(person(1), DAY) is Standing.IN_COMMUNITY


def test_indefinite_notification_goes_on() -> None:
    requirement = Notification(since=date(2020, 1, 1), indefinite=True)
    assert notifying_on(person(1, notification=(requirement,)), date(2099, 1, 1)) == requirement

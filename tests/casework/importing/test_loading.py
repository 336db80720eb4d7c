import time
from pathlib import Path

import pytest

from casework.act import Act
from casework.errors import CaseworkError
from casework.importing.loading import load
from casework.records.device import Device, DeviceStanding
from casework.records.order import Order, OrderType
from casework.records.permission import DataKind, ThirdParties
from casework.records.person import Person, Sex
from casework.store import Store
from tests.casework.people import person

PEOPLE = """\
reference,name,born,sex,registers,area,category,level,managed_since,notified_since,notified_until
P-0001,Person 0001 Testcase,1970-01-31,Male,visor=V1; other=2,N,1,2,2020-04-01,2020-04-01,indefinite
P-0002,"Person 0002, Testcase",31/01/1971,,,South,,,01/04/2021,2021-04-01,2031-04-01
"""
ORDERS = (
    "reference,person,type,authority,imposed,since,last_day,interim,kinds,devices,third_parties,"
    "served,served_by\n"
    "O-1,P-0001,shpo,Unreal Sheriff Court,2026-11-01,2026-11-01T11:40Z,2031-10-31,no,"
    "messages; apps,D-17; D-18,counterparts,2026-11-02T09:00Z,officer-1\n"
    "O-2,P-0002,consent,P-0002,2026-11-01,,,,browsing,all notified,,,\n"
)
DEVICES = """\
reference,person,standing,description,serials,accounts,shared,notified_since
D-17,P-0001,notified,Unreal Phone 5,IMEI=0000; MAC=11,someone@example.org,yes,2026-11-01
D-18,P-0001,suspected,a tablet,,,,
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return path


def test_people_orders_and_devices_are_loaded(store: Store, act: Act, tmp_path: Path) -> None:
    for kind, text in (("people", PEOPLE), ("orders", ORDERS), ("devices", DEVICES)):
        assert load(store, act, write(tmp_path, text), kind, dry_run=False) == (2, [])
    with store.reading() as reading:
        first, second = (reading.get(Person, f"P-000{n}").record for n in (1, 2))
        order, consent = (reading.get(Order, f"O-{n}").record for n in (1, 2))
        devices = [found.record for found in reading.of("P-0001", Device)]
    assert (first.sex, second.sex) == (Sex.MALE, Sex.NOT_RECORDED)
    assert (first.notification[0].indefinite, second.name) == (True, "Person 0002, Testcase")
    assert [entry.register for entry in first.registers] == ["visor", "other"]
    permission = order.terms[0].permissions[0]
    assert (order.type, permission.devices) == (OrderType.SHPO, ("D-17", "D-18"))
    assert permission.kinds == (DataKind.MESSAGES, DataKind.APPS)
    assert permission.third_parties is ThirdParties.COUNTERPARTS
    assert consent.terms[0].permissions[0].all_notified
    assert [device.standing for device in devices] == [
        DeviceStanding.NOTIFIED,
        DeviceStanding.SUSPECTED,
    ]


def test_every_problem_of_every_row_is_listed_and_nothing_is_filed(
    store: Store, act: Act, tmp_path: Path
) -> None:
    text = (
        "reference,name,born,area,category,level,managed_since,registers,sex\n"
        "P-0001,Person 0001 Testcase,,North,1,1,2020-04-01,,\n"
        "P-0001,Person 0001 Testcase,,North,1,1,2020-04-01,,\n"
        "P 3,,yesterday,,9,x,,visor,perhaps\n"
        "P-0004,Person 0004 Testcase,,North,4,1,2020-04-01,,\n"
        "P-0005,Person 0005 Testcase,,North,1,1,2020-04-01,,,surplus\n"
    )
    count, problems = load(store, act, write(tmp_path, text), "people", dry_run=False)
    assert count == 1
    assert [problem.line() for problem in problems] == [
        "row 3, reference: P-0001 is in row 2 too",
        "row 4, area: is empty",
        "row 4, born: 'yesterday' is no day (2026-03-31 or 31/03/2026)",
        "row 4, level: 'x' is no whole number",
        "row 4, managed_since: is empty",
        "row 4, name: is empty",
        "row 4, registers: 'visor' is not register=number",
        "row 4, sex: 'perhaps' is none of female, male, other, not recorded",
        "row 5: management: category is 1, 2 or 3, not 4",
        "row 6: has more fields than the header",
    ]
    with store.reading() as reading:
        assert list(reading.every(Person)) == []


def test_a_dry_run_files_nothing(store: Store, act: Act, tmp_path: Path) -> None:
    assert load(store, act, write(tmp_path, PEOPLE), "people", dry_run=True) == (2, [])
    with store.reading() as reading:
        assert list(reading.every(Person)) == []


def test_what_is_on_file_already_or_names_nobody_is_a_problem_of_its_row(
    store: Store, act: Act, tmp_path: Path
) -> None:
    with store.writing(act) as writing:
        writing.add(person(1))
    _, problems = load(store, act, write(tmp_path, PEOPLE), "people", dry_run=True)
    assert [problem.line() for problem in problems] == [
        "row 2, reference: P-0001 is on file already"
    ]
    _, problems = load(store, act, write(tmp_path, ORDERS), "orders", dry_run=True)
    assert [problem.line() for problem in problems] == [
        "row 3, person: no person P-0002 on file within reach"
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("O-1,P-1,SHPO,Court,2026-11-01,2026-11-01T09:00", "in which zone"),
        ("O-1,P-1,parking,Court,2026-11-01,", "'parking' is none of SHPO"),
        ("O-1,P-1,SHPO,Court,2026-13-01,", "is no day"),
        ("O-1,P-1,SHPO,,2026-11-01,", "authority: is empty"),
        ("O-1,P-1,SHPO,Court,2026-11-01,,2026-10-31", "is before it begins"),
    ],
)
def test_an_order_that_is_none_is_a_problem(
    store: Store, act: Act, tmp_path: Path, fields: str, text: str
) -> None:
    header = "reference,person,type,authority,imposed,since,last_day\n"
    _, problems = load(store, act, write(tmp_path, header + fields), "orders", dry_run=True)
    assert any(text in problem.line() for problem in problems)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("reference,name,area,managed_since,shoe_size\n", "no column is called shoe_size"),
        ("reference,name\n", "has no column area, managed_since"),
        ("reference,name,name,area,managed_since\n", "a column twice"),
        ("reference,name,area,managed_since\n", "has no rows"),
        ("", "has no column"),
        ('reference,name,area,managed_since\n"P-1', "no CSV file"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(
    store: Store, act: Act, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(CaseworkError, match=says):
        load(store, act, write(tmp_path, text), "people", dry_run=False)


@pytest.mark.slow
def test_five_thousand_people_are_loaded_whole(store: Store, act: Act, tmp_path: Path) -> None:
    rows = [f"P-{n:04},Person {n:04} Testcase,1970-01-01,North,1,1,2020-04-01" for n in range(5000)]
    header = "reference,name,born,area,category,level,managed_since"
    path = write(tmp_path, "\n".join([header, *rows]))
    began = time.monotonic()
    assert load(store, act, path, "people", dry_run=False) == (5000, [])
    print(f"5,000 people in {time.monotonic() - began:.1f} s")
    with store.reading() as reading:
        assert sum(1 for _ in reading.every(Person)) == 5000


def test_one_mistake_in_a_row_hides_no_other(store: Store, act: Act, tmp_path: Path) -> None:
    text = (
        "reference,name,born,area,level,managed_since,notified_since,notified_until\n"
        "P-1,,2999-01-01,North,9,2020-01-01,2020-01-01,2019-01-01\n"
    )
    _, problems = load(store, act, write(tmp_path, text), "people", dry_run=True)
    assert [problem.text for problem in problems] == [
        "management: level is 1, 2 or 3, not 9",
        "Notification ends (2019-01-01) before it begins (2020-01-01)",
        "'2999-01-01' is still to come",
        "is empty",
    ]


def test_a_mistake_is_told_once(store: Store, act: Act, tmp_path: Path) -> None:
    text = "reference,person,type,authority,imposed,kinds,devices\nO-1,P-1,SHPO,C,x,junk,D-1\n"
    _, problems = load(store, act, write(tmp_path, text), "orders", dry_run=True)
    assert [problem.column for problem in problems] == ["imposed", "kinds"]

"""Every command of casework, by every role: what the table says is what the command does."""

import argparse
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli
from casework.accounts.authorising import Refused, check_placed
from casework.accounts.operations import operations
from casework.accounts.permissions import Reach, permissions
from casework.accounts.roles import Role
from casework.act import Act
from casework.asking import SYSTEM_JOBS
from casework.records.base import PersonRecord
from casework.records.kinds import KINDS
from casework.records.order import OrderType
from casework.store import open_store
from tests.casework.exam_files import an_exam
from tests.casework.samples import every_kind, order
from tests.casework.seats import Seats

WORDS = ("people", "orders", "devices", "audit", "stats", "accounts")
OPEN = frozenset({"enrol", "permissions", "recover", "sign-in", "sign-out"})
"""Commands of ``accounts`` that take no session: they make one, end one, or show the table."""

NEW = "--id Q-1"
GLASS = "--reason 'The person is missing, and nobody assigned is on duty.'"
COMMANDS = (
    f"""
people list
people search testcase
people show P-0042
people add P-0099 --name 'Person 0099 Testcase' --area North
people file visit visit.json
people import people.csv --dry-run
people break-glass P-0042 {GLASS}
people export P-0042 --out out.json --recipient nobody
people retention --schedule schedule.toml
people erase P-0042 --certificate out.json
people repeat-erasures log.jsonl --certificates out.json
people source R-1
people manage P-0042 --level 2
people move P-0042 --address '2 Nowhere Street'
people custody P-0042 --place 'HMP Unreal'
people stands P-0042 wanted
people notify P-0042 --indefinite
people agenda P-0042
people visits list P-0042
people visits show H-1
people visits add P-0042 --due 2026-12-01 {NEW}
people visits change H-1 --announced
people visits made H-1 --outcome refused
people referrals list P-0042
people referrals show Y-1
people referrals add P-0042 --level 2 --reasons 'several agencies' {NEW}
people referrals change Y-1 --answer-by 2026-12-24
people referrals answer Y-1 --outcome accepted
people reviews list P-0042
people reviews show V-1
people reviews add P-0042 --kind management --due 2026-12-01 {NEW}
people reviews change V-1 --due 2026-12-02
people reviews held V-1 --outcome stays
people assessments list P-0042
people assessments show A-1
people assessments add P-0042 --occasion annual --address here --due 2026-12-01 {NEW}
people assessments change A-1 --due 2026-12-02
people assessments done A-1 --acceptable
people plans list P-0042
people plans show M-1
people plans add P-0042 --measure 'a | b | c | 2027-01-01 | d' {NEW}
people plans change M-1 --agreed-by jo.one
people interventions list P-0042
people interventions show I-1
people interventions add P-0042 --at-risk somebody --task 'tell' --tasked-to jo.one {NEW}
people interventions change I-1 --task 'tell them'
people interventions accept I-1
people interventions done I-1 --outcome told --accepted 2026-11-06T09:00Z
people disclosures list P-0042
people disclosures show B-1
people disclosures add P-0042 --recipient x --told y --purpose z --power MAPPA {NEW}
people decisions list P-0042
people decisions show E-1
people decisions add P-0042 --decided wait --reasons 'no hurry' {NEW}
people decisions sign-off E-1
people decisions send-back E-1 --said 'say why'
people decisions communicate E-1 --to jo.two
people decisions acknowledge E-1 --by jo.two
people decisions evaluate E-1 --said 'it went well'
people decisions supersede E-1 --decided wait --reasons 'no hurry' {NEW}
people decisions state E-1
people flags list P-0042
people flags show F-1
people flags change F-1 --summary 'a find, put better'
people flags confirm P-0042 --exam X-1 --finding f2 --summary 'a find' {NEW}
people flags refer P-0042 --alert a1 --revision 1 --summary 'a phrase' {NEW}
people leads list P-0042
people leads show L-1
people leads add P-0042 --link alert:a2:1 --summary 'a phrase' {NEW}
people leads change L-1 --summary 'another'
people exams list P-0042
people exams show X-1
people exams add P-0042 one.exam {NEW}
people exams change X-1 --location 'store 4'
people reports list P-0042
people reports show R-1
people reports add P-0042 --told 'a phone' --source-name 'Person 0077 Testcase' {NEW}
people reports change R-1 --occupation 'neighbour'
people proceedings list P-0042
people proceedings show G-1
people proceedings add P-0042 --step charged --matter 'other crime' --on 2026-11-07 {NEW}
people proceedings change G-1 --court 'Unreal Sheriff Court'
people ratings list P-0042
people ratings show SA-0
people ratings add P-0042 --instrument acute-2007 --edition x --trained-until 2099-01-01 \
 --score hostility=1 {NEW}
people ratings read P-0042
people holds list P-0042
people holds show N-1
people holds add P-0042 --authority 'Procurator Fiscal' {NEW}
people holds change N-1 --authority 'Another'
people holds lift N-1
people retention-reviews list P-0042
people retention-reviews show K-1
people retention-reviews add P-0042 --schedule u --schedule-version 1 --rule all --outcome erase \
 --rationale 'not needed' {NEW}
people archive list P-0042
people archive show Z-1
people archive add P-0042 --no-archived {NEW}
orders list --person P-0042
orders show O-1
orders add O-9 --person P-0042 --type SHPO --authority 'Unreal Sheriff Court' --imposed 2026-11-01
orders serve O-1 --at 2026-11-02T09:00Z
orders vary O-1 --last-day 2027-11-30
orders end O-1 --why discharged
orders withdraw O-2
orders check O-1 --condition c1 --examined 'exam X-1' {NEW}
orders compliance P-0042
orders basis
orders import orders.csv --dry-run
devices list --person P-0042
devices show D-17
devices add D-99 --person P-0042 --standing suspected --description 'a tablet'
devices import devices.csv --dry-run
devices leads P-0042
devices link D-17 --exam X-1 --lead l1
audit list
audit conclude 1 --outcome done --note 'it was handed over'
audit export --out out.jsonl
audit checkpoint --out out.checkpoint
audit verify
stats tables --year 2024-25
stats publish --year 2024-25
stats restate --year 2024-25 --reason 'a late conviction'
stats list
stats trend
accounts list
accounts notices
accounts close-unused
accounts approve jo.unreal
accounts enable jo.unreal
accounts reset jo.unreal
accounts revoke jo.unreal
accounts seen G-1
accounts add new.one --holder New
accounts roles jo.unreal --area North
accounts vetting jo.unreal --vetting police:MV:2035-01-01
accounts disable jo.unreal
""".strip()
    .replace("\\\n", "")
    .splitlines()
)

SHOWS_WITHIN = {"people list", "people search", "orders basis", "people retention"}
"""Commands over everybody: out of reach they show nothing, and are not refused."""

ABOUT = [
    kind
    for kind, record in KINDS.items()
    if issubclass(record, PersonRecord) and kind != "report_source"
]
ANY = {"people show": [f"{kind}.consult" for kind in ABOUT]}
ONLY = {"people file": ["visit.add"], "people export": ["person.export"]}


def leaves(parser: argparse.ArgumentParser, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command below a parser, and the operations that it names."""
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not below:
        yield path, parser.get_default("operations")
    for action in below:
        for name, child in action.choices.items():
            yield from leaves(child, f"{path} {name}".strip())


DECLARED = {path: named for word in WORDS for path, named in leaves(cli.parser(word), "")}


def command_of(line: str) -> str:
    """The longest command that a line begins with."""
    return max((path for path in DECLARED if f"{line} ".startswith(f"{path} ")), key=len)


def test_every_command_names_operations_that_are_placed() -> None:
    assert {path.split()[1] for path, named in DECLARED.items() if not named} == OPEN
    assert {one for named in DECLARED.values() for one in named} <= set(operations())


def test_every_command_is_tried_by_every_role() -> None:
    tried = [command_of(line) for line in COMMANDS]
    assert len(tried) == len(set(tried))
    assert {path for path, named in DECLARED.items() if named} == set(tried)


def test_the_hosts_jobs_are_operations_and_few() -> None:
    assert set(operations()) >= SYSTEM_JOBS
    assert not [
        job for job in SYSTEM_JOBS if job.split(".")[0] in KINDS and job.endswith("consult")
    ]


PEOPLE = "reference,name,area,managed_since\nP-0050,Person 0050 Testcase,North,2020-04-01\n"
ORDERS = "reference,person,type,authority,imposed\nO-7,P-0042,SHPO,Unreal,2026-11-01\n"
DEVICES = "reference,person,standing,description\nD-7,P-0042,suspected,a tablet\n"
SCHEDULE = """
schedule = "unreal"
version = "1"
rules = [{id = "m", title = "m", counted_from = "birth", years = 1, review_every = 1}]
"""


@pytest.fixture(scope="session")
def unit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seats, Path]:
    """A unit with one record of each kind, and of each role one account within and one away."""
    folder = tmp_path_factory.mktemp("unit")
    seats = Seats(folder / "home")
    store = open_store(seats.home)
    with store.writing(Act(actor="test-filer")) as writing:
        for record in every_kind():
            writing.add(record)
        writing.add(order(id="O-2", type=OrderType.CONSENT))
    store.close()
    for role in Role:
        agency = "Unreal Housing" if role is Role.PARTNER_AGENCY else None
        seats.sit(f"{role}.in", role, areas=("North",), people=("P-0042",), agency=agency)
        seats.sit(f"{role}.out", role, areas=("South",), agency=agency)
    for name, text in {
        "people.csv": PEOPLE,
        "orders.csv": ORDERS,
        "devices.csv": DEVICES,
        "schedule.toml": SCHEDULE,
        "visit.json": '{"id": "Q-1", "person": "P-0042", "due": "2026-12-01"}',
        "log.jsonl": "",
    }.items():
        (folder / name).write_text(text)
    an_exam(folder / "one.exam")
    return seats, folder


def expected(line: str, role: Role, reaches: set[Reach]) -> bool:
    """What the table says, read from it and not through the code that decides."""
    path = command_of(line)

    def covers(operation: str) -> bool:
        return permissions()[operation].get(role) in reaches

    if path in ANY:
        return any(map(covers, ANY[path]))
    return all(map(covers, ONLY.get(path, DECLARED[path])))


BEYOND = re.compile("not within this account's reach|on file within reach")
"""How a list says that a row of it is out of reach; nothing of the list is filed then."""


@pytest.mark.slow
@pytest.mark.parametrize("line", COMMANDS, ids=command_of)
def test_a_command_does_what_the_table_lets_each_role_do_within_reach_and_beyond(
    line: str, unit: tuple[Seats, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats, folder = unit
    shutil.copytree(folder, tmp_path / "refusing")
    wrong: list[tuple[object, ...]] = []
    for role in Role:
        for place, reaches in (
            ("in", {Reach.EVERYWHERE, Reach.AREA, Reach.PERSON}),
            ("out", {Reach.EVERYWHERE}),
        ):
            allowed = expected(line, role, reaches)
            copy = tmp_path / (f"{role}.{place}" if allowed else "refusing")
            if allowed:
                shutil.copytree(folder, copy)
            monkeypatch.chdir(copy)
            done = seats.at(copy / "home").as_(f"{role}.{place}", *shlex.split(line), check=False)
            refused = "not permitted" in done.stderr or BEYOND.search(done.stdout) is not None
            if command_of(line) in SHOWS_WITHIN and place == "out":
                wrong += [(role, place)] if "P-0042" in done.stdout else []
            elif refused == allowed or done.returncode == 2:
                wrong.append((role, place, done.returncode, done.stderr))
    assert wrong == []


@pytest.mark.parametrize("line", COMMANDS, ids=command_of)
def test_a_command_does_nothing_with_nobody_signed_in(
    line: str, unit: tuple[Seats, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seats, folder = unit
    monkeypatch.chdir(folder)
    monkeypatch.setattr("casework.asking.held", nobody)
    before = seats.size()
    done = seats(*shlex.split(line), check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "skerry: nobody is signed in: skerry accounts sign-in NAME\n"
    assert seats.size() == before


def nobody(home: Path) -> str:
    from casework.accounts.terminal import held

    return held(home / "nowhere")


def test_the_reading_of_the_parser_sees_a_command_that_names_nothing() -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    commands.add_parser("one")
    (found,) = leaves(parser, "")
    assert (found[0], bool(found[1])) == ("one", False)


def test_an_operation_that_a_role_lacks_is_refused_on_everybody() -> None:
    from tests.casework.accounts.test_permissions import holder

    with pytest.raises(Refused):
        check_placed(holder(Role.ADMINISTRATOR), "person.search")

import json
import shlex
from pathlib import Path

import pytest

from casework.accounts.roles import Role
from casework.act import Act, Operation
from casework.basis.file import read_basis
from casework.intents import begin
from casework.store import open_store
from tests.casework.seats import Seats
from tests.skerry_command import Skerry

PEOPLE = """\
reference,name,area,category,level,managed_since
P-0042,Person 0042 Testcase,North,1,2,2020-04-01
P-0043,Person 0043 Testcase,South,1,1,2020-04-01
"""


def registered(skerry: Seats, folder: Path) -> None:
    """Two people, one with a monitored device."""
    (folder / "people.csv").write_text(PEOPLE)
    skerry("people", "import", folder / "people.csv")
    skerry(
        *("devices", "add", "D-17", "--person", "P-0042", "--standing", "notified"),
        *("--description", "Unreal Phone 5", "--serial", "IMEI=0000"),
    )
    skerry(
        *("orders", "add", "O-1", "--person", "P-0042", "--type", "SHPO"),
        *("--authority", "Unreal Sheriff Court", "--imposed", "2026-11-01"),
        *("--kind", "messages", "--device", "D-17", "--served", "2026-11-02T09:00Z"),
    )


def test_a_unit_registers_a_person_and_the_gate_learns_what_it_may_look_at(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    listed = skerry("people", "list", "--area", "North", "--format", "jsonl").stdout
    assert [json.loads(line)["person"] for line in listed.splitlines()] == ["P-0042"]
    done = skerry("orders", "basis", "--at", "2026-12-01", "--out", tmp_path / "basis.json")
    assert done.returncode == 3
    assert "NOT MONITORED P-0043: no order, licence or consent is on file" in done.stdout
    assert [span.device for span in read_basis(tmp_path / "basis.json").spans] == ["D-17"]
    skerry("orders", "end", "O-1", "--why", "discharged", "--at", "2026-11-20T10:00Z")
    done = skerry("orders", "basis", "--at", "2026-12-01")
    assert "NOT MONITORED P-0042: SHPO O-1 ended" in done.stdout
    kinds = [
        json.loads(line)["kind"]
        for line in skerry("people", "show", "P-0042", "--json").stdout.splitlines()
    ]
    assert kinds == ["device", "order", "person"]


def test_a_log_is_exported_and_stands_or_falls_offline(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    log, key = tmp_path / "log.jsonl", tmp_path / "carried.pub"
    skerry.audits("export", "--out", log)
    key.write_bytes((skerry.home / "audit.pub").read_bytes())
    check = ("--checkpoint", f"{log}.checkpoint", "--key", key)
    elsewhere = Skerry(tmp_path / "elsewhere")
    assert "vouches for lines up to" in elsewhere("audit", "verify", log, *check).stdout
    assert skerry.audits("verify").returncode == 0
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:-1]))
    done = elsewhere("audit", "verify", log, *check, check=False)
    assert done.returncode == 1
    assert "TRUNCATED" in done.stdout
    assert done.stderr == "skerry: the log does not stand: 1 faults\n"


def test_a_first_load_with_a_problem_lists_it_and_files_nothing(
    skerry: Seats, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE.replace("South,1,1", "South,1,7"))
    done = skerry("people", "import", tmp_path / "people.csv", "--dry-run")
    assert done.returncode == 3
    assert "row 3: management: level is 1, 2 or 3, not 7" in done.stdout
    assert skerry("people", "list", "--format", "jsonl").stdout == ""


def test_a_record_of_any_kind_is_filed_from_json(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    visit = {"id": "H-1", "person": "P-0042", "due": "2026-12-01"}
    path = tmp_path / "visit.json"
    path.write_text(json.dumps(visit))
    skerry("people", "file", "visit", path)
    path.write_text(json.dumps({**visit, "due": "2026-12-02"}))
    done = skerry("people", "file", "visit", path, "--after", "1", "--reason", "put off")
    assert done.stdout == "visit H-1 revision 2 filed\n"
    done = skerry("people", "file", "visit", path, "--after", "1", check=False)
    assert (done.returncode, "changed by another" in done.stderr) == (1, True)


def test_an_export_is_a_draft_and_is_logged_with_its_recipient(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    out = tmp_path / "draft.json"
    skerry("people", "export", "P-0042", "--out", out, "--recipient", "data protection officer")
    assert json.loads(out.read_text())["draft"] is True
    lines = skerry.audits("list", "--person", "P-0042", "--format", "jsonl").stdout.splitlines()
    exports = [json.loads(line) for line in lines if '"export"' in line]
    assert [(line["stage"], line["recipient"]) for line in exports] == [
        ("intent", "data protection officer"),
        ("outcome", "data protection officer"),
    ]
    assert skerry.audits("verify").returncode == 0


SCHEDULE = """\
schedule = "unreal"
version = "1"

[[rules]]
id = "managed"
title = "At once"
counted_from = "management ended"
years = 0
review_every = 1
"""


def test_a_person_is_erased_by_another_than_the_reviewer(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    (tmp_path / "schedule.toml").write_text(SCHEDULE)
    done = skerry("people", "retention", "--schedule", tmp_path / "schedule.toml")
    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, [])
    certificate = tmp_path / "certificate.json"
    done = skerry("people", "erase", "P-0043", "--certificate", certificate, check=False)
    assert (done.returncode, "no retention review" in done.stderr) == (1, True)
    assert not certificate.exists()


def test_who_told_is_shown_by_a_command_of_its_own_and_logged(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    for kind, record in {
        "report_source": {"id": "S-1", "person": "P-0042", "name": "Person 0077 Testcase"},
        "report": {
            "id": "R-1",
            "person": "P-0042",
            "source": "S-1",
            "received": "2026-11-02T09:00:00Z",
            "received_by": "officer-1",
            "told": "A new phone was seen.",
        },
    }.items():
        path = tmp_path / f"{kind}.json"
        path.write_text(json.dumps(record))
        skerry("people", "file", kind, path)
    assert "0077" not in skerry("people", "show", "P-0042", "--json").stdout
    assert "0077" in skerry("people", "source", "R-1").stdout
    lines = skerry.audits("list", "--format", "jsonl").stdout.splitlines()
    consulted = [json.loads(line) for line in lines if '"consultation"' in line]
    assert (consulted[-1]["kind"], consulted[-1]["record"]) == ("report_source", "S-1")


def test_the_database_and_the_keys_are_for_their_owner_only(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    skerry.audits("checkpoint", "--out", tmp_path / "one.checkpoint")
    for name in ("casework.db", "casework.key", "audit.key"):
        assert (skerry.home / name).stat().st_mode & 0o077 == 0


def test_a_rating_is_shown_with_what_may_be_said_of_it(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    rating = {
        "id": "SA-1",
        "person": "P-0042",
        "instrument": "acute-2007",
        "edition": "2007",
        "as_at": "2026-11-09",
        "assessor": "officer-1",
        "trained_until": "2027-01-01",
        "scores": {"hostility": 3, "victim-access": 0},
    }
    path = tmp_path / "rating.json"
    path.write_text(json.dumps(rating))
    skerry("people", "file", "rating", path)
    assert skerry("people", "ratings", "read", "P-0042").stdout.splitlines() == [
        "2026-11-09 acute-2007 2007 by officer-1",
        "  total: not summed",
        "  Acute-2007 is incomplete: 5 items are not rated",
        "  intervene now: hostility",
    ]


def test_what_was_begun_and_never_ended_is_told_until_somebody_says_what_became_of_it(
    skerry: Seats,
) -> None:
    store = open_store(skerry.home)
    line = begin(store, Act(actor="jo.unreal"), Operation.EXPORT)
    store.close()
    done = skerry.audits("verify")
    assert (done.returncode, f"begun in line {line}" in done.stdout) == (3, True)
    words = ("audit", "conclude", str(line), "--outcome", "failed", "--note", "the power went")
    skerry(*words)
    assert skerry.audits("verify").returncode == 0
    assert skerry(*words, check=False).returncode == 1


def test_a_person_keeps_the_number_of_a_register_outside(skerry: Seats) -> None:
    words = ("people", "add", "P-1", "--name", "Person 1 Testcase", "--area", "North", "--register")
    assert skerry(*words, "visor", check=False).returncode == 2
    skerry(*words, "visor=V1")
    shown = json.loads(skerry("people", "show", "P-1", "--json").stdout)["record"]
    assert shown["registers"] == [{"register": "visor", "number": "V1"}]


def shown_by(skerry: Seats, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in skerry(*words).stdout.splitlines()]


def test_an_agency_is_shown_what_was_disclosed_to_it_and_no_more(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    skerry.sit("housing.one", Role.PARTNER_AGENCY, agency="Unreal Housing")
    assert skerry("people", "show", "P-0042", check=False).returncode == 1
    disclosing = (
        "people disclosures add P-0042 --recipient 'a housing officer' --agency 'Unreal Housing'"
        " --told 'the order' --purpose 'safety of neighbours' --power MAPPA"
        " --show record:order:O-1:1"
    )
    skerry.as_("jo.unreal", *shlex.split(disclosing))
    skerry.as_("jo.unreal", *shlex.split("orders vary O-1 --last-day 2027-11-30"))
    shown = shown_by(skerry, "people", "show", "P-0042", "--json")
    assert [(one["kind"], one["revision"]) for one in shown] == [("disclosure", 1), ("order", 1)]
    assert [one["revision"] for one in shown_by(skerry, "orders", "show", "O-1")] == [1]
    assert skerry("people", "list", check=False).returncode == 1


def test_the_glass_is_broken_for_a_time_with_a_reason_and_a_supervisor_is_told(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    skerry.sit("om.away", Role.OFFENDER_MANAGER, areas=("West",))
    assert skerry("people", "show", "P-0042", check=False).returncode == 1
    words = ("people", "break-glass", "P-0042", "--hours", "2")
    assert skerry(*words, check=False).returncode == 1
    assert "supervisors are told" in skerry(*words, "--reason", "missing, nobody on duty").stdout
    assert "Person 0042" in skerry("people", "show", "P-0042", "--json").stdout
    assert "P-0042" in skerry("people", "list").stdout
    assert "P-0043" not in skerry("people", "list").stdout
    assert "break-glass\tom.away" in skerry.as_("jo.unreal", "accounts", "notices").stdout


def test_a_search_shows_whom_the_account_may_see(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    assert "P-0043" in skerry("people", "search", "0043").stdout
    skerry.sit("north.one", Role.DESK_OPERATOR, areas=("North",))
    assert "P-0043" not in skerry("people", "search", "testcase").stdout


def test_a_list_that_reaches_beyond_the_account_is_not_loaded_at_all(
    skerry: Seats, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    skerry.sit("north.one", Role.CO_ORDINATOR, areas=("North",))
    done = skerry("people", "import", tmp_path / "people.csv")
    assert (done.returncode, "South is not within this account's reach" in done.stdout) == (3, True)
    assert "P-0042" not in skerry("people", "list").stdout


def test_a_list_does_not_tell_who_is_on_file_beyond_the_account(
    skerry: Seats, tmp_path: Path
) -> None:
    registered(skerry, tmp_path)
    header = "reference,person,standing,description\n"
    (tmp_path / "devices.csv").write_text(
        f"{header}D-8,P-0042,found,x\nD-9,P-0043,found,x\nD-10,P-9999,found,x\n"
    )
    skerry.sit("west.one", Role.CO_ORDINATOR, areas=("West",))
    done = skerry("devices", "import", tmp_path / "devices.csv", "--dry-run")
    told = [line.partition(": ")[2] for line in done.stdout.splitlines()[:-1]]
    assert told == [f"no person P-{n} on file within reach" for n in ("0042", "0043", "9999")]
    assert '"refused":"people.import"' in skerry.audits("list", "--format", "jsonl").stdout


@pytest.mark.parametrize("hours", ["nan", "inf", "-1", "0", "soon"])
def test_hours_that_are_none_are_wrong_usage(skerry: Seats, hours: str) -> None:
    words = ("people", "break-glass", "P-0042", "--reason", "missing, nobody on duty")
    done = skerry(*words, "--hours", hours, check=False)
    assert (done.returncode, "is no number of hours" in done.stderr) == (2, True)


def test_a_name_typed_for_a_reference_stays_out_of_the_log(skerry: Seats) -> None:
    name = "Person 0077 Testcase"
    for words in (
        ("people", "show", name),
        ("people", "agenda", name),
        ("people", "export", name, "--out", "x", "--recipient", "y"),
    ):
        assert "is no identifier" in skerry(*words, check=False).stderr
    assert "is no identifier" in skerry.audits("list", "--person", name, check=False).stderr
    assert name not in skerry.audits("list", "--format", "jsonl").stdout


def test_what_is_exported_can_be_read_by_its_owner_alone(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    out, log = tmp_path / "draft.json", tmp_path / "log.jsonl"
    skerry("people", "export", "P-0042", "--out", out, "--recipient", "data protection")
    skerry.audits("export", "--out", log)
    assert [path.stat().st_mode & 0o777 for path in (out, log)] == [0o600, 0o600]


def test_somebody_born_in_a_time_to_come_is_wrong_usage(skerry: Seats) -> None:
    words = ("people", "add", "P-0050", "--name", "Person 0050 Testcase", "--area", "North")
    done = skerry(*words, "--born", "2999-01-01", check=False)
    assert (done.returncode, "is still to come" in done.stderr) == (2, True)


def test_a_trace_is_named_with_its_examination_or_not_at_all(skerry: Seats, tmp_path: Path) -> None:
    registered(skerry, tmp_path)
    for words in (("--exam", "X-1"), ("--lead", "L"), ()):
        assert skerry("devices", "link", "D-17", *words, check=False).returncode == 2

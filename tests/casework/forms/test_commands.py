import json
import shlex
from pathlib import Path

import pytest

from casework.accounts.roles import Role
from casework.forms.declared import FORMS
from casework.forms.form import Form
from tests.casework.exam_files import an_exam
from tests.casework.seats import Seats


@pytest.fixture
def unit(skerry: Seats) -> Seats:
    """A person with an order and a device."""
    skerry("people", "add", "P-0042", "--name", "Person 0042 Testcase", "--area", "North")
    skerry(
        *("orders", "add", "O-1", "--person", "P-0042", "--type", "SHPO", "--imposed"),
        *("2026-11-01", "--authority", "Unreal Sheriff Court"),
        *("--condition", "c1:software_required:Keep it on", "--condition", "c2:curfew:At night"),
    )
    return skerry


def rows(unit: Seats, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in unit(*words, "--format", "jsonl").stdout.splitlines()]


@pytest.mark.parametrize("form", [one for one in FORMS if one.addable], ids=lambda form: form.word)
def test_the_example_that_a_command_shows_works_as_it_stands(unit: Seats, form: Form) -> None:
    unit("people", form.word, "add", *shlex.split(form.example), "--id", "Q-1")
    (row,) = rows(unit, "people", form.word, "list", "P-0042")
    assert (row["id"], row["person"], row["revision"]) == ("Q-1", "P-0042", 1)
    assert json.loads(unit("people", form.word, "show", "Q-1").stdout)["author"] == "jo.unreal"


def test_a_visit_is_due_until_it_was_made_and_by_whom(unit: Seats) -> None:
    unit("people", "visits", "add", "P-0042", "--due", "2026-01-01", "--id", "H-1")
    done = unit("people", "agenda", "P-0042")
    assert (done.returncode, "home visit" in done.stdout) == (3, True)
    unit("people", "visits", "made", "H-1", "--outcome", "seen", "--observed", "Nothing of note")
    assert "home visit" not in unit("people", "agenda", "P-0042").stdout
    (row,) = rows(unit, "people", "visits", "list")
    assert (row["outcome"], row["officers"], row["revision"]) == ("seen", "jo.unreal", 2)


def test_a_review_that_was_held_leaves_the_next_one_due(unit: Seats) -> None:
    unit(*shlex.split("people reviews add P-0042 --kind management --due 2026-01-01 --id V-1"))
    unit(*shlex.split("people reviews held V-1 --outcome stays --next-due 2026-01-02"))
    assert "management review, not filed yet" in unit("people", "agenda").stdout
    unit(*shlex.split("people reviews add P-0042 --kind management --due 2099-01-02 --id V-2"))
    assert "management review" not in unit("people", "agenda").stdout


def test_an_assessment_that_policy_wants_and_nobody_filed_is_due(unit: Seats) -> None:
    unit(*shlex.split("people move P-0042 --address '1 Nowhere Street' --since 2026-01-01"))
    assert "not filed yet" not in unit("people", "agenda").stdout
    (unit.home / "policy.toml").write_text("[casework]\nassess_within_days = 28\n")
    told = unit("people", "agenda").stdout
    assert "2026-01-29" in told
    assert "(first registration), not filed yet: 1 Nowhere Street" in told


def test_a_referral_is_open_until_a_co_ordinator_answers_it(unit: Seats) -> None:
    words = "people referrals add P-0042 --level 3 --reasons 'several agencies' --id Y-1"
    unit(*shlex.split(words))
    assert "answer to a referral to level 3" in unit("people", "agenda").stdout
    unit.sit("om.one", Role.OFFENDER_MANAGER, people=("P-0042",))
    refused = unit("people", "referrals", "answer", "Y-1", "--outcome", "accepted", check=False)
    assert "not permitted" in refused.stderr
    half = unit.as_("jo.unreal", "people", "referrals", "answer", "Y-1", check=False)
    assert "answered when, by whom, and how" in half.stderr
    unit.as_("jo.unreal", "people", "referrals", "answer", "Y-1", "--outcome", "declined")
    assert "referral" not in unit("people", "agenda").stdout


def test_an_intervention_is_tracked_to_its_end(unit: Seats) -> None:
    words = "people interventions add P-0042 --at-risk somebody --task tell --tasked-to jo.one"
    unit(*shlex.split(words), "--id", "I-1")
    refused = unit("people", "interventions", "done", "I-1", "--outcome", "told", check=False)
    assert "tasked, then accepted, then done" in refused.stderr
    unit("people", "interventions", "accept", "I-1")
    unit("people", "interventions", "done", "I-1", "--outcome", "the school was told")
    (row,) = rows(unit, "people", "interventions", "list")
    assert row["outcome"] == "the school was told"
    assert "intervention" not in unit("people", "agenda").stdout


def test_a_change_that_another_made_meanwhile_is_refused(unit: Seats) -> None:
    unit("people", "visits", "add", "P-0042", "--due", "2026-12-01", "--id", "H-1")
    unit("people", "visits", "change", "H-1", "--due", "2026-12-02", "--after", "1")
    late = unit(
        *("people", "visits", "change", "H-1", "--due", "2026-12-03", "--after", "1"), check=False
    )
    assert (late.returncode, "changed by another" in late.stderr) == (1, True)
    assert unit("people", "visits", "change", "H-1", check=False).returncode == 1


def test_what_cannot_be_read_is_wrong_usage_in_its_own_words(unit: Seats) -> None:
    done = unit("people", "visits", "add", "P-0042", "--due", "soon", check=False)
    assert (done.returncode, "'soon' is no day" in done.stderr) == (2, True)


def test_an_exam_is_registered_and_a_finding_becomes_a_flag_by_who_confirms_it(
    unit: Seats, tmp_path: Path
) -> None:
    exam = an_exam(tmp_path / "phone.exam")
    told = unit("people", "exams", "add", "P-0042", exam, "--id", "X-1").stdout
    assert "entries: 2 done, 1 failed, 1 skipped" in told
    (row,) = rows(unit, "people", "exams", "list")
    assert (row["entries"], row["location"]) == ("4", "phone.exam")
    words = "people flags confirm P-0042 --exam X-1 --finding f1 --summary 'a find' --id F-1"
    unit(*shlex.split(words))
    (flag,) = rows(unit, "people", "flags", "list")
    assert flag["ground"] == "finding f1 confirmed by jo.unreal"
    assert "people flags add" not in unit("people", "flags", "--help", check=False).stdout


def test_a_finding_is_looked_up_in_the_very_file_that_was_registered(
    unit: Seats, tmp_path: Path
) -> None:
    exam = an_exam(tmp_path / "phone.exam")
    other = an_exam(tmp_path / "other.exam", "DELETE FROM gaps")
    unit("people", "exams", "add", "P-0042", exam, "--id", "X-1")
    words = shlex.split("people flags confirm P-0042 --exam X-1 --summary 'a find' --finding")
    assert "no finding f9" in unit(*words, "f9", "--file", exam, check=False).stderr
    assert "digest is another" in unit(*words, "f1", "--file", other, check=False).stderr
    assert rows(unit, "people", "flags", "list") == []
    unit(*words, "f1", "--file", exam)


def test_the_end_of_notification_is_said_beforehand(unit: Seats) -> None:
    unit(*shlex.split("people notify P-0042 --since 2020-01-01 --until 2098-12-31"))
    told = unit("people", "agenda", "--by", "2099-01-01").stdout
    assert "2098-12-31  P-0042  notification requirements end" in told


def test_a_lead_reads_unverified_wherever_it_is_listed(unit: Seats) -> None:
    unit(*shlex.split("people leads add P-0042 --link alert:a1:2 --summary 'a phrase'"))
    (row,) = rows(unit, "people", "leads", "list")
    assert row["standing"] == "machine lead, unverified"


def test_compliance_has_a_row_for_every_condition(unit: Seats, tmp_path: Path) -> None:
    def states() -> list[object]:
        return [(row["condition"]["id"], row["state"]) for row in found()]  # type: ignore[index]

    def found() -> list[dict[str, object]]:
        return rows(unit, "orders", "compliance", "P-0042")

    assert states() == [("c1", "not examinable"), ("c2", "not examinable")]
    check = "orders check O-1 --condition c1 --examined 'exam X-1 of D-17'"
    unit(*shlex.split(check))
    assert states()[0] == ("c1", "none in what was examined")
    sha = unverified(unit, tmp_path, check)
    unit(*shlex.split("people flags confirm P-0042 --exam X-1 --finding f1 --summary 'a find'"))
    unit(*shlex.split(check), "--breach", f"finding:{sha}:f1")
    assert states()[0] == ("c1", "evidence of breach")
    lost = unit(*shlex.split("orders check O-1 --condition c9 --examined all"), check=False)
    assert "order O-1 has no condition c9" in lost.stderr


def unverified(unit: Seats, folder: Path, check: str) -> object:
    """A breach on a finding that nobody has confirmed is refused; the exam's digest."""
    unit("people", "exams", "add", "P-0042", an_exam(folder / "one.exam"), "--id", "X-1")
    sha = json.loads(unit("people", "exams", "show", "X-1").stdout)["record"]["exam_sha256"]
    done = unit(*shlex.split(check), "--breach", f"finding:{sha}:f1", check=False)
    assert "machine lead, unverified" in done.stderr
    return sha


def test_a_device_is_linked_to_its_trace_in_a_registered_exam_only(
    unit: Seats, tmp_path: Path
) -> None:
    unit(*shlex.split("devices add D-18 --person P-0042 --standing suspected --description tablet"))
    words = "devices link D-18 --exam X-1 --lead l1"
    assert unit(*shlex.split(words), check=False).returncode == 1
    unit("people", "exams", "add", "P-0042", an_exam(tmp_path / "one.exam"), "--id", "X-1")
    unit(*shlex.split(words))
    (row,) = rows(unit, "devices", "leads", "P-0042")
    assert (row["device"], row["exam"], row["lead"]) == ("D-18", "X-1", "l1")


def test_a_report_is_filed_without_its_source_being_shown(unit: Seats) -> None:
    words = "people reports add P-0042 --told 'a phone was seen' --source-name 'Nobody Testcase'"
    unit(*shlex.split(words), "--id", "R-1")
    assert "Nobody" not in unit("people", "reports", "show", "R-1").stdout
    assert "Nobody" in unit("people", "source", "R-1").stdout

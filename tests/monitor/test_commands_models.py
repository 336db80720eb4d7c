"""The commands of models, from verdicts to an alert that is told with its likelihood."""

import json
import random
from pathlib import Path

import pytest

import cli
from models.examples import Example
from models.features import DECLARED
from monitor.commands_models import METHODS
from monitor.labelled import examples as examples_of_labels
from monitor.store import labels
from monitor.store.keys import keys_for
from monitor.store.labels import Label, Origin
from monitor.store.opening import open_store
from monitor.supposed import read_truth
from tests.models.made import example
from tests.monitor.desk import HEIST, Answer, Desk, said


def judged(desk: Desk, number: int = 240) -> list[Example]:
    """Verdicts of a desk, by a rule that is known."""
    chance = random.Random(3)
    found = [example(one, chance, 120) for one in range(number)]
    store = open_store(desk.home)
    with store.writing() as connection:
        keys = keys_for(connection, store.master, {one.person for one in found})
        for one in found:
            verdict = "useful" if one.acted else "not-useful"
            label = Label(one.person, one.alert, verdict, Origin.ALERT, one.at, one.at, one.window)
            labels.keep(connection, label, keys[one.person])
    store.close()
    return found


def models(desk: Desk, *words: str | Path) -> Answer:
    return desk("models", *words)


def trained(desk: Desk, name: str = "autumn") -> Answer:
    return models(desk, "train", "--name", name, "--from-verdicts", "--method", "logistic")


def test_verdicts_become_examples_again(desk: Desk) -> None:
    found = judged(desk, 30)
    store = open_store(desk.home)
    with store.reading() as connection:
        again = list(examples_of_labels(labels.labels(connection, store.master)))
    store.close()
    assert {(one.alert, one.acted, one.window) for one in again} == {
        (one.alert, one.acted, one.window) for one in found
    }


def test_without_verdicts_there_is_nothing_to_learn(desk: Desk) -> None:
    answer = trained(desk)
    assert answer.code == 1
    assert "there is nothing to learn from" in answer.err


@pytest.mark.slow
def test_a_model_learned_from_verdicts_is_approved_and_says_its_word(desk: Desk) -> None:
    judged(desk)
    answer = trained(desk)
    assert answer.code == 0, answer.err
    assert "learned from: verdicts data" in answer.out
    assert "simulated" not in answer.out
    source = desk.written(said(HEIST))
    refused = desk.run(source, "--model", "autumn")
    assert (refused.code, "nobody approved model autumn" in refused.err) == (1, True)
    assert models(desk, "approve", "autumn", "--by", "K. Reid").code == 0
    out = desk.folder / "told.jsonl"
    done = desk.run(source, "--model", "autumn", "--alerts-to", out)
    assert done.code == 0, done.err
    alert = json.loads(out.read_text().splitlines()[-1])
    assert 0 < alert["priority"] < 1
    assert alert["model"].startswith("autumn@")
    assert "Likelihood that an operator would act on this alert" in alert["explanation"]
    (listed,) = models(desk, "list", "--format", "jsonl").lines()
    assert (listed["name"], listed["approved"]) == ("autumn", "K. Reid")
    assert "model autumn, over 200 verdicts: inputs are as they were" in desk.monitor("status").out
    again = trained(desk, "winter")
    assert again.code in (0, 3)
    assert "Brier score better than that of autumn" in again.out
    card = json.loads(models(desk, "card", "winter", "--json").out)
    assert card["comparison"]["beside"] == "autumn"
    assert models(desk, "export", "winter", desk.folder / "out").code == 0
    assert (desk.folder / "out" / "card.txt").exists()


@pytest.mark.slow
def test_everything_made_from_a_made_up_stream_is_named_simulated(desk: Desk) -> None:
    stream, truth, basis = (desk.folder / name for name in ("s.jsonl", "t.json", "b.json"))
    words = ("--people", "120", "--events", "120000", "--days", "50", "--seed", "2")
    files = ("--out", stream, "--truth-out", truth, "--basis-out", basis)
    assert desk.monitor("simulate", *words, "--episodes", "tuning", *files).code == 0
    assert read_truth(truth)
    data = ("--from-truth", stream, truth, basis, "--method", "logistic")
    answer = models(desk, "evaluate", *data)
    assert answer.code == 0, answer.err
    assert all(line.startswith("simulated data: ") for line in answer.out.splitlines())
    card = models(desk, "train", "--name", "made-up", *data)
    assert card.code in (0, 3), card.err
    assert "model made-up (simulated data)" in card.out
    assert "its figures say nothing of real people" in card.out


def test_methods_of_the_command_are_those_that_there_are() -> None:
    from models.members import Method

    assert set(METHODS) == {str(one) for one in Method}


def test_models_are_a_group_of_commands() -> None:
    assert cli.GROUPS["models"] == "monitor.commands_models"
    assert DECLARED.names


def test_a_sample_is_drawn_of_what_did_not_alert_and_judged(desk: Desk) -> None:
    desk.run(desk.written(said(HEIST), said("a quiet whisper", 2)))
    (drawn,) = desk.monitor("sample", "--count", "5", "--format", "jsonl").lines()
    assert drawn["theme"] == "whispers"
    assert desk.monitor("verdict", drawn["id"], "useful").code == 0
    assert desk.monitor("sample", "--count", "5", "--format", "jsonl").lines() == []
    assert [one["theme"] for one in desk.alerts()] == ["plans"]

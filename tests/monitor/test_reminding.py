import time
from collections.abc import Iterator

import pytest

from monitor.delivery.base import DeliveryError
from monitor.delivery.opening import open_contacts
from monitor.delivery.outbox import deliver
from monitor.policy import load_policy
from monitor.reminding import MINUTE, remind
from monitor.store.opening import Store, open_store
from tests.monitor.desk import HEIST, Desk, said
from tests.monitor.hooks import SECRET, Receiver, receiving

DEADLINE = 30
"""Minutes that a high alert may wait."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


class Unit:
    """A desk with two levels of contacts and a high alert that nobody has looked at."""

    def __init__(self, desk: Desk, receiver: Receiver) -> None:
        self.desk, self.receiver = desk, receiver
        desk.home.mkdir(exist_ok=True)
        (desk.home / "webhook.key").write_bytes(SECRET + b"\n")
        first, second = f"{receiver.address}/first", f"{receiver.address}/second"
        text = f"[monitor]\ncontacts = [['{first}'], ['{second}', '{first}']]\n"
        (desk.home / "policy.toml").write_text(text)
        self.out = desk.folder / "alerts.jsonl"
        assert desk.run(desk.written(said(HEIST)), "--alerts-to", self.out).code == 0
        (self.alert,) = desk.alerts()
        self.store: Store = open_store(desk.home)
        self.policy = load_policy(desk.home)
        self.raised = time.time_ns() // 1000

    def after(self, minutes: float) -> list[str]:
        """What is heard when the clock stands so long after the alert; paths, sorted."""
        now = self.raised + int(minutes * MINUTE)
        before = len(self.receiver.heard)
        remind(self.store, (f"file:{self.out}",), self.policy, now)
        for target in open_contacts(self.policy.contacts, self.desk.home):
            deliver(self.store, target, 0, now)
        return sorted(heard.path for heard in self.receiver.heard[before:])


@pytest.fixture
def unit(desk: Desk, receiver: Receiver) -> Iterator[Unit]:
    made = Unit(desk, receiver)
    yield made
    made.store.close()


def test_an_alert_that_nobody_acknowledges_goes_to_the_next_contact_each_time(unit: Unit) -> None:
    assert unit.after(DEADLINE - 1) == []
    assert unit.after(DEADLINE + 1) == ["/first"]
    assert unit.after(DEADLINE + 2) == []
    assert unit.after(2 * DEADLINE + 2) == ["/first", "/second"]
    assert unit.after(3 * DEADLINE + 3) == ["/first", "/second"]
    levels = [heard.content["alerts"][0]["level"] for heard in unit.receiver.heard]
    assert levels == [1, 2, 2, 3, 3]


def test_only_ids_and_severities_leave_and_they_are_signed(unit: Unit) -> None:
    unit.after(DEADLINE + 1)
    (heard,) = unit.receiver.heard
    assert heard.good
    (told,) = heard.content["alerts"]
    assert told == {
        "id": unit.alert["id"],
        "revision": unit.alert["revision"],
        "severity": "high",
        "state": "open",
        "level": 1,
    }


def test_an_acknowledged_alert_is_told_to_nobody_further(unit: Unit) -> None:
    unit.desk.monitor("acknowledge", unit.alert["id"])
    assert unit.after(DEADLINE + 1) == []
    assert unit.after(50 * DEADLINE) == []


def test_whoever_was_told_hears_of_the_acknowledgement_and_nobody_else_does(unit: Unit) -> None:
    unit.after(DEADLINE + 1)
    unit.desk.monitor("acknowledge", unit.alert["id"])
    assert unit.after(DEADLINE + 2) == ["/first"]
    assert unit.receiver.heard[-1].content["alerts"][0]["state"] == "acknowledged"
    assert unit.after(9 * DEADLINE) == []


def test_a_contact_hears_nothing_of_alerts_that_are_in_hand(unit: Unit) -> None:
    unit.desk.run(unit.desk.written(said(HEIST, 2, 1), name="more.jsonl"))
    assert unit.after(1) == []


def test_a_redirect_is_not_followed_and_the_contact_is_tried_again(unit: Unit) -> None:
    unit.receiver.answers["/first"] = 302
    with pytest.raises(DeliveryError, match="answered 302"):
        unit.after(DEADLINE + 1)
    assert [heard.path for heard in unit.receiver.heard] == ["/first"]
    unit.receiver.answers.clear()
    assert unit.after(DEADLINE + 2) == ["/first"]


@pytest.mark.parametrize(
    "address",
    ["http://unit.example/hook", "ftp://unit.example", "http://127.0.0.1.unit.example/", "mail"],
)
def test_a_contact_that_could_be_overheard_is_refused_at_the_start(
    desk: Desk, address: str
) -> None:
    desk.home.mkdir()
    (desk.home / "policy.toml").write_text(f"[monitor]\ncontacts = [['{address}']]\n")
    answer = desk.run(desk.written(said(HEIST)))
    assert answer.code == 1
    assert answer.err == f"skerry: a contact is told at https://…, not at {address}\n"


def test_a_contact_without_a_secret_is_one_clear_line(desk: Desk) -> None:
    desk.home.mkdir()
    (desk.home / "policy.toml").write_text("[monitor]\ncontacts = [['https://unit.example/']]\n")
    answer = desk.run(desk.written(said(HEIST)))
    assert answer.code == 1
    assert "a webhook is signed: put its secret into" in answer.err

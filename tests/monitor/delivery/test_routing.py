import json
from pathlib import Path

from sqlalchemy import select

from monitor.acting import Action, Doing, act
from monitor.delivery.known import known_targets
from monitor.delivery.routing import routed
from monitor.engine import Engine
from monitor.policy import Policy
from monitor.records import Batch
from monitor.reminding import remind
from monitor.store.opening import Store
from monitor.store.tables import ALERTS, OUTBOX
from tests.monitor.desk import Desk, said
from tests.monitor.made import AT, HOUR
from tests.monitor.recorded import TOPIC, records, rules
from tests.monitor.written import envelope

TARGETS = ("file:all", "welfare:file:people")


def waiting(store: Store) -> set[tuple[str, str]]:
    """Targets and the themes that they are to be told of."""
    query = select(OUTBOX.c.target, ALERTS.c.theme).join(ALERTS, ALERTS.c.id == OUTBOX.c.alert)
    with store.reading() as connection:
        return {(target, theme) for target, theme in connection.execute(query)}


def met(store: Store, *texts: str) -> Engine:
    """An engine that has kept a message of each text."""
    engine = Engine(store, lambda: AT, TARGETS)
    lines = [
        json.dumps(
            envelope(
                "message_sent",
                id=f"E-{number}",
                source="device/D-1",
                subject="P-1",
                time="2026-11-18T12:00:00Z",
                data={"app": "chat", "counterparty": "c", "text": text},
            )
        ).encode()
        for number, text in enumerate(texts)
    ]
    place, _ = store.take_over(TOPIC, 0)
    engine.keep(Batch(records(lines), {place: len(lines)}), rules())
    return engine


def test_a_risk_to_self_goes_to_the_welfare_targets_as_well() -> None:
    assert list(routed(TARGETS, "crisis")) == list(TARGETS)


def test_of_anything_else_the_welfare_targets_hear_nothing() -> None:
    assert list(routed(TARGETS, "plans")) == ["file:all"]


def test_each_target_is_told_of_its_themes(store: Store) -> None:
    met(store, "all adrift", "the lantern heist")
    assert waiting(store) == {
        ("file:all", "crisis"),
        ("file:all", "plans"),
        ("welfare:file:people", "crisis"),
    }


def test_a_reminder_goes_the_same_way(store: Store) -> None:
    met(store, "all adrift", "the lantern heist")
    with store.writing() as connection:
        connection.execute(OUTBOX.delete())
    assert remind(store, TARGETS, Policy(), AT + 9 * HOUR) == 2
    assert ("welfare:file:people", "plans") not in waiting(store)
    assert len(waiting(store)) == 3


def test_what_is_done_with_an_alert_is_told_the_same_way(store: Store) -> None:
    met(store, "all adrift", "the lantern heist")
    with store.reading() as connection:
        ids = dict(map(tuple, connection.execute(select(ALERTS.c.theme, ALERTS.c.id))))
        assert known_targets(connection) == list(TARGETS)
    for theme in ("plans", "crisis"):
        act(store, ids[theme], Doing(Action.NOTE, "op", AT, "seen"))
    assert ("welfare:file:people", "plans") not in waiting(store)


def test_the_command_tells_whom_the_policy_names(desk: Desk) -> None:
    welfare, everything = desk.folder / "welfare.jsonl", desk.folder / "all.jsonl"
    desk.library.write_text(desk.library.read_text().replace("category: plans", "category: crisis"))
    desk.home.mkdir(exist_ok=True)
    (desk.home / "policy.toml").write_text(f'[monitor]\nwelfare = ["{welfare}"]\n')
    desk.run(desk.written(said("the lantern heist")), "--alerts-to", everything)
    (alert,) = desk.alerts()
    assert alert["theme"] == "crisis"
    assert "the welfare route applies" in alert["explanation"]
    assert told(welfare) == told(everything) == [alert["id"]]


def test_a_run_without_a_welfare_route_says_so(desk: Desk) -> None:
    answer = desk.run(desk.written(said("tea")), "--alerts-to", desk.folder / "all.jsonl")
    assert "no welfare route is configured" in answer.err


def told(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]

from pathlib import Path

from examples.kafka.broker import plan
from examples.kafka.settings import properties


def read(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


def test_one_broker_is_both_roles_and_keeps_one_copy(tmp_path: Path) -> None:
    (node,) = plan(tmp_path, 1)
    told = read(properties(node, [node]))
    assert told["process.roles"] == "broker,controller"
    assert told["default.replication.factor"] == told["min.insync.replicas"] == "1"
    assert node.address in told["listeners"]


def test_three_brokers_keep_three_copies_and_go_on_with_two(tmp_path: Path) -> None:
    nodes = plan(tmp_path, 3)
    told = [read(properties(node, nodes)) for node in nodes]
    assert {one["default.replication.factor"] for one in told} == {"3"}
    assert {one["min.insync.replicas"] for one in told} == {"2"}
    assert {one["controller.quorum.voters"].count("@") for one in told} == {3}
    assert len({one["listeners"] for one in told}) == 3


def test_a_topic_is_never_made_by_a_slip_of_the_pen(tmp_path: Path) -> None:
    (node,) = plan(tmp_path, 1)
    assert read(properties(node, [node]))["auto.create.topics.enable"] == "false"

"""No task is lost with a node, none is done by two at once, and what a lost node said is void."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jail.tasks import Completed, Emitted, Event, Failed, Retrying
from skerry import SkerryError
from triage.cluster.ledger import LEAST_AHEAD, LOSSES, MOST_AHEAD, Ledger
from triage.cluster.messages import Sent, Unopened


def ledger(**sizes: int) -> Ledger:
    made = Ledger()
    for name, size in sizes.items():
        made.join(name, size)
    return made


def test_tasks_are_shared_out_among_the_nodes() -> None:
    book = ledger(a=1, b=1)
    for number in range(8):
        book.submit(Sent(str(number), b""))
    given = book.give(0.0)
    assert [len(given["a"]), len(given["b"])] == [4, 4]
    assert sorted(book.unfinished()) == sorted(map(str, range(8)))


def test_a_node_is_given_no_more_than_it_may_hold() -> None:
    book = ledger(a=2)
    for number in range(100):
        book.submit(Sent(str(number), b""))
    assert len(book.give(0.0)["a"]) == 2 * LEAST_AHEAD
    assert book.room == 0
    assert book.give(0.0) == {}


def test_a_fast_node_is_given_more_ahead_up_to_a_bound() -> None:
    book = ledger(a=1)
    for number in range(5000):
        book.submit(Sent(str(number), b""))
    held = []
    for turn in range(6):
        given = book.give(turn / 100)["a"]
        held.append(len(given))
        book.hear("a", [Completed(task.key) for task in given], (turn + 1) / 100)
    assert held[0] == LEAST_AHEAD
    assert held[-1] == MOST_AHEAD


def test_long_tasks_go_where_a_worker_is_left_for_the_rest() -> None:
    book = ledger(a=1, b=1)
    book.submit(Sent("walk", b"", alone=True))
    book.submit(Sent("digest", b"", alone=True))
    given = book.give(0.0)
    assert sorted(task.key for tasks in given.values() for task in tasks) == ["digest", "walk"]
    assert len(given) == 2
    assert book.room == 0


def test_what_a_lost_node_said_of_unfinished_work_is_void_and_another_does_it() -> None:
    book = ledger(a=1, b=1)
    for key in "xyz":
        book.submit(Sent(key, b""))
    held = {task.key: name for name, tasks in book.give(0.0).items() for task in tasks}
    name = held["x"]
    done: list[Event] = [Emitted("x", b"1"), Completed("x")]
    assert book.hear(name, done, 0.1) == done
    (other,) = [key for key in "yz" if held[key] == name] or ["y"]
    owner = held[other]
    book.hear(owner, [Emitted(other, b"half")], 0.2)
    assert book.lose(owner) == [Retrying(other)]
    (survivor,) = book.nodes
    assert other in [task.key for task in book.give(0.3)[survivor]]


def test_nothing_is_void_of_which_nothing_was_told() -> None:
    book = ledger(a=1)
    book.submit(Sent("x", b""))
    book.give(0.0)
    assert book.lose("a") == []
    assert [*book.unfinished()] == ["x"]
    assert not book.idle


def test_a_node_speaks_only_of_its_own_tasks() -> None:
    book = ledger(a=1, b=1)
    book.submit(Sent("x", b""))
    ((owner, _),) = book.give(0.0).items()
    (other,) = {"a", "b"} - {owner}
    assert book.hear(other, [Emitted("x", b"lie"), Completed("x")], 0.1) == []
    assert book.hear("nobody", [Completed("x")], 0.1) == []
    assert [*book.unfinished()] == ["x"]


def test_a_file_a_node_could_not_open_is_still_to_be_done() -> None:
    book = ledger(a=1)
    book.submit(Sent("x", b""))
    book.give(0.0)
    assert book.hear("a", [Unopened("x", "EACCES")], 0.1) == []
    assert book.held("a", "x") == Sent("x", b"")


def test_work_at_which_node_after_node_ends_is_not_done_for_ever() -> None:
    book = Ledger()
    book.submit(Sent("x", b""))
    for number in range(LOSSES):
        book.join(f"n{number}", 1)
        book.give(0.0)
        book.lose(f"n{number}")
    book.join("last", 1)
    book.give(0.0)
    with pytest.raises(SkerryError, match="keep ending at the same work"):
        book.lose("last")


WHAT = st.sampled_from(["end", "emit", "fail", "lose", "again"])
STEPS = st.lists(st.tuples(WHAT, st.integers(0)))


@given(steps=STEPS, count=st.integers(0, 60))
def test_whatever_nodes_come_and_go_every_task_ends_exactly_once(
    steps: list[tuple[str, int]], count: int
) -> None:
    book = ledger(n0=1, n1=3)
    keys = [f"k{number}" for number in range(count)]
    for number, key in enumerate(keys):
        book.submit(Sent(key, b"", alone=number % 7 == 0))
    heard: list[Event] = []
    joined, losses = 2, 0

    def hear(name: str, event: Event) -> None:
        heard.extend(book.hear(name, [event], 1.0))

    for what, which in steps:
        book.give(0.0)
        name = sorted(book.nodes)[which % len(book.nodes)]
        tasks = sorted(book.nodes[name].tasks)
        if what == "lose" and losses < LOSSES:
            losses += 1
            heard.extend(book.lose(name))
            book.join(f"n{joined}", 1 + which % 3)
            joined += 1
        elif tasks and what != "lose":
            key = tasks[which % len(tasks)]
            ends: dict[str, Event] = {
                "end": Completed(key),
                "emit": Emitted(key, b""),
                "fail": Failed(key, "crashed", "", "", ""),
                "again": Retrying(key),
            }
            hear(name, ends[what])
    while not book.idle:
        book.give(2.0)
        for name in sorted(book.nodes):
            for key in sorted(book.nodes[name].tasks):
                hear(name, Completed(key))
    ended = [event.key for event in heard if isinstance(event, Completed | Failed)]
    assert sorted(ended) == sorted(keys)

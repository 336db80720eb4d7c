"""A long task is laid aside for short ones where there is no other worker for them."""

import pytest

from jail.pool import Completed, Emitted, Event, Pool, Retrying, Task
from tests.jail.running import failure, finish, outputs, pool, retries


def long(steps: int = 150, seconds: float = 0.002) -> Task:
    return Task("long", f"steps {steps} {seconds}".encode(), alone=True, gives_way=True)


class Order:
    """In which order things were told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, type[Event]]] = []

    def __call__(self, event: Event) -> None:
        self.told.append((event.key, type(event)))

    def place(self, key: str, kind: type[Event]) -> int:
        return self.told.index((key, kind))


def begun(running: Pool) -> None:
    """Wait until the long task has told something."""
    while not any(isinstance(event, Emitted) for event in running.events(1.0)):
        pass


def steps(events: list[Event]) -> list[int]:
    return [int(body.split()[0]) for body in outputs(events)]


def processes(events: list[Event]) -> set[bytes]:
    return {body.split()[1] for body in outputs(events)}


def test_short_tasks_are_done_while_the_only_worker_is_at_a_long_one() -> None:
    order = Order()
    with pool() as running:
        running.submit(long())
        running.submit(Task("short", b"echo hello"))
        running.submit(Task("pid", b"pid"))
        events = finish(running, order)
    assert outputs(events["short"]) == [b"hello"]
    assert steps(events["long"]) == list(range(150))
    assert processes(events["long"]) == set(outputs(events["pid"]))
    assert order.place("short", Completed) < order.place("long", Completed)


def test_a_long_task_that_does_not_give_way_keeps_short_ones_waiting() -> None:
    order = Order()
    with pool() as running:
        running.submit(Task("long", b"steps 50 0.002", alone=True))
        running.submit(Task("short", b"echo hello"))
        finish(running, order)
    assert order.place("long", Completed) < order.place("short", Emitted)


def test_a_long_task_goes_on_while_there_is_always_something_short_to_do() -> None:
    order = Order()
    with pool() as running:
        running.submit(long(20, 0.005))
        for number in range(300):
            running.submit(Task(f"short {number}", b"burn 0.001"))
        finish(running, order)
    assert order.place("long", Completed) < order.place("short 299", Completed)


def test_a_long_task_is_not_laid_aside_while_another_worker_is_left() -> None:
    with pool(workers=2) as running:
        running.submit(long())
        for number in range(20):
            running.submit(Task(f"pid {number}", b"pid"))
        events = finish(running)
    short = {outputs(events[f"pid {number}"])[0] for number in range(20)}
    assert not short & processes(events["long"])


@pytest.mark.parametrize("words", ["segfault", "leave 3", "babble", "eat 700"])
def test_a_short_task_that_ends_the_worker_costs_the_long_one_no_attempt(words: str) -> None:
    with pool(memory=512, large=600) as running:
        running.submit(long())
        running.submit(Task("bad", words.encode()))
        events = finish(running)
    assert failure(events["bad"]).cause in {"crashed", "memory"}
    assert steps(events["long"]) == list(range(150))
    assert retries(events["long"]) == 1


def test_a_long_task_that_was_lost_when_laid_aside_is_laid_aside_no_more() -> None:
    order = Order()
    with pool() as running:
        running.submit(long())
        running.submit(Task("bad", b"segfault"))
        running.submit(Task("late", b"echo hello"))
        finish(running, order)
    lost = order.place("long", Retrying)
    late = order.place("late", Completed)
    assert late < lost or late > order.place("long", Completed)
    assert order.told.count(("long", Retrying)) == 1


def test_what_is_done_in_between_gives_the_long_task_no_more_processor_time() -> None:
    with pool(processor=0.5) as running:
        running.submit(long(10_000, 0.005))
        for number in range(40):
            running.submit(Task(f"short {number}", b"burn 0.001"))
        events = finish(running)
    assert failure(events["long"]).cause == "processor-time"


@pytest.mark.parametrize("tag", ["13", "14"])
def test_a_worker_that_pretends_to_have_laid_something_aside_is_ended(tag: str) -> None:
    with pool() as running:
        running.submit(Task("liar", f"pretend {tag}".encode()))
        running.submit(Task("honest", b"echo hello"))
        events = finish(running)
    assert failure(events["liar"]).detail == "broke the protocol"
    assert outputs(events["honest"]) == [b"hello"]


def test_an_exception_in_between_costs_its_own_task_only() -> None:
    with pool() as running:
        running.submit(long())
        begun(running)
        running.submit(Task("bad", b"raise"))
        events = finish(running)
    assert failure(events["bad"]).cause == "crashed"
    assert isinstance(events["long"][-1], Completed)
    assert retries(events["long"]) == 0

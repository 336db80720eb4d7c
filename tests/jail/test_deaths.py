"""A worker that dies costs one task and nothing else."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from jail.limits import Limits
from jail.pool import Completed, Emitted, Event, Failed, Pool, Retrying, Task
from tests.jail.running import eventually, failure, finish, outputs, pool, retries, run, session


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ("segfault", "signal SIGSEGV"),
        ("overflow", "signal SIGSEGV"),
        ("abort", "signal SIGABRT"),
        ("leave 3", "exit status 3"),
        ("leave 0", "exit status 0"),
        ("exit 4", "exit status 4"),
        ("kill SIGTERM", "signal SIGTERM"),
        ("raise", "ValueError: odd thing <object object at 0x…> here"),
        ("disconnect", "BrokenPipeError: not the supervisor's"),
        ("babble", "broke the protocol"),
        ("big 70000000", "ValueError: a result of 70000000 bytes is too large to send"),
    ],
)
def test_a_task_that_crashes_twice_fails_with_its_cause(words: str, detail: str) -> None:
    verb, _, rest = words.partition(" ")
    with pool() as running:
        events = run(running, words)[words]
    assert failure(events) == Failed(words, "crashed", verb, rest, detail)
    assert retries(events) == 1


@pytest.mark.parametrize("workers", [1, 3])
def test_the_others_in_the_queue_of_a_dying_worker_are_unharmed(workers: int) -> None:
    good = [f"echo {number}" for number in range(30)]
    with pool(workers=workers) as running:
        events = run(running, *good[:3], "segfault", *good[3:])
    for words in good:
        assert retries(events[words]) == 0
        assert outputs(events[words]) == [words.split()[1].encode()]
    assert failure(events["segfault"]).cause == "crashed"


def test_the_second_run_is_alone_in_a_fresh_worker_with_the_large_limit() -> None:
    with pool(memory=512, large=1024) as running:
        events = run(running, "once a", "echo x", "once b")
    for words in ("once a", "once b"):
        assert retries(events[words]) == 1
        limit, performed, word = outputs(events[words])
        assert int(limit) == 1024 << 20
        assert performed == b"1"
        assert word == words[-1].encode()


def test_what_was_emitted_before_the_death_was_delivered() -> None:
    with pool() as running:
        events = run(running, "segfault")["segfault"]
    kinds = [type(event) for event in events]
    assert kinds == [Emitted, Retrying, Emitted, Failed]


def test_a_task_short_of_memory_succeeds_in_the_large_worker() -> None:
    with pool(memory=256, large=2048) as running:
        events = run(running, "eat 500", "echo x")
    assert outputs(events["eat 500"]) == [b"before", b"500"]
    assert retries(events["eat 500"]) == 1
    assert retries(events["echo x"]) == 0


def test_a_task_that_needs_more_than_the_large_limit_fails_for_memory() -> None:
    with pool(memory=256, large=512) as running:
        events = run(running, "eat 3000")["eat 3000"]
    assert failure(events) == Failed("eat 3000", "memory", "eat", "3000", "MemoryError")


def test_a_large_task_goes_straight_to_the_large_worker() -> None:
    with pool(memory=256, large=1024) as running:
        running.submit(Task("big", b"eat 400", large=True))
        events = finish(running)["big"]
    assert retries(events) == 0
    assert outputs(events) == [b"before", b"400"]


def test_an_endless_loop_in_native_code_ends_with_its_processor_time() -> None:
    with pool(processor=0.3) as running:
        events = run(running, "spin", "echo x")
    failed = failure(events["spin"])
    assert (failed.cause, failed.stage) == ("processor-time", "spin")
    assert outputs(events["echo x"]) == [b"x"]


def test_processor_time_is_granted_anew_to_each_task() -> None:
    # together far more than the limit, each less
    words = [f"burn 0.3{number}" for number in range(4)]
    with pool(processor=0.8) as running:
        events = run(running, *words)
    assert [retries(events[task]) for task in words] == [0] * len(words)


@pytest.mark.slow
def test_a_task_that_sleeps_for_ever_meets_the_deadline() -> None:
    with pool(patience=0.6) as running:
        events = run(running, "sleep 60", "echo x")
    assert failure(events["sleep 60"]).cause == "deadline"
    assert failure(events["sleep 60"]).detail == "no sign of life for 0.6 s"
    assert outputs(events["echo x"]) == [b"x"]


@pytest.mark.slow
def test_a_supervisor_that_was_away_does_not_blame_its_workers() -> None:
    with pool(patience=2.0) as running:
        running.submit(Task("nap", b"nap 2.6 done"))
        time.sleep(2.3)
        assert outputs(finish(running)["nap"]) == [b"done"]


def killer(times: int) -> Callable[[Event], None]:
    """Kills the worker of a lingering task when it tells its process."""
    left = [times]

    def look(event: Event) -> None:
        if isinstance(event, Emitted) and left[0]:
            left[0] -= 1
            os.kill(int(event.body), signal.SIGKILL)

    return look


def test_kills_from_outside_cost_no_attempt() -> None:
    with pool() as running:
        running.submit(Task("linger", b"linger 0.5"))
        events = finish(running, killer(3))["linger"]
    assert retries(events) == 3
    assert isinstance(events[-1], Completed)


def test_what_is_killed_from_outside_again_and_again_fails_for_memory() -> None:
    with pool() as running:
        running.submit(Task("linger", b"linger 0.5"))
        events = finish(running, killer(9))["linger"]
    assert failure(events).cause == "memory"
    assert retries(events) == 3


def test_a_worker_that_claims_tasks_it_was_never_given_is_ended() -> None:
    with pool() as running:
        events = run(running, "claim", "echo x")
        assert isinstance(events["claim"][-1], Completed)
        # the pool lives on
        assert outputs(run(running, "echo y")["echo y"]) == [b"y"]


BAD = ["segfault", "abort", "leave 9", "raise", "eat 3000", "exit 1"]


@pytest.mark.slow
def test_in_any_mixture_each_task_ends_exactly_once_and_as_it_would_alone() -> None:
    chance = random.Random(7)
    bodies = [chance.choice([*BAD, *["echo w"] * 12]) for _ in range(120)]
    ends = []
    for workers in (1, 3):
        with pool(workers=workers, memory=256, large=512) as running:
            for number, body in enumerate(bodies):
                running.submit(Task(str(number), body.encode()))
            events = finish(running)
        for number, body in enumerate(bodies):
            final = [e for e in events[str(number)] if isinstance(e, Completed | Failed)]
            assert len(final) == 1
            assert isinstance(final[0], Completed) == (body == "echo w")
        ends.append({key: told[-1] for key, told in events.items()})
    assert ends[0] == ends[1]


def test_after_many_deaths_there_are_no_more_workers_than_asked_for() -> None:
    with pool(workers=2) as running:
        run(running, *(f"leave {number}" for number in range(1, 9)), "echo x")
        # the zygote, two workers, and for a while the one with the large memory
        assert len(session(running.zygote)) <= 4
        assert eventually(lambda: _idle(running) and len(session(running.zygote)) == 3)


def _idle(running: Pool) -> bool:
    return not running.events(0.1) and running.idle


def test_the_limits_of_an_ordinary_and_of_the_large_worker_differ() -> None:
    limits = Limits(memory_bytes=1, large_memory_bytes=2)
    assert (limits.memory_of(False), limits.memory_of(True)) == (1, 2)

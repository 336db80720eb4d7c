"""Tasks go in, results stream out, nothing piles up and nothing leaks."""

import os
import time
from pathlib import Path

import pytest

from jail.errors import JailError
from jail.pool import Completed, Emitted, Pool, Task
from tests.jail.running import SERVICE, failure, finish, open_files, outputs, pool, run


def test_results_come_in_order_however_many() -> None:
    with pool() as running:
        events = run(running, "count 100000")["count 100000"]
    assert outputs(events) == [str(number).encode() for number in range(100_000)]


def test_a_large_result_comes_whole() -> None:
    with pool() as running:
        (body,) = outputs(run(running, "big 30000000")["big 30000000"])
    assert body == b"x" * 30_000_000


@pytest.mark.slow
def test_a_slow_supervisor_makes_workers_wait_instead_of_filling_its_memory() -> None:
    with pool() as running:
        running.submit(Task("count", b"count 200000"))
        time.sleep(0.5)
        first = running.events(1.0)
        assert 0 < len(first) < 100_000
        rest = finish(running)["count"]
    told = [event.body for event in [*first, *rest] if isinstance(event, Emitted)]
    assert told == [str(number).encode() for number in range(200_000)]


def test_large_tasks_and_large_results_together_do_not_lock_up() -> None:
    with pool(workers=2, depth=4) as running:
        for number in range(40):
            running.submit(Task(str(number), b"big 400000" + b" " * 500_000))
        events = finish(running)
    assert all(outputs(told) == [b"x" * 400_000] for told in events.values())
    assert len(events) == 40


def test_room_shrinks_as_tasks_pile_up_and_comes_back() -> None:
    with pool(workers=2, depth=3) as running:
        whole = running.room
        assert whole == 12
        for number in range(20):
            running.submit(Task(str(number), b"nap 0.01 x"))
        assert running.room == 0
        finish(running)
        assert running.room == whole


def test_an_idle_pool_answers_at_once() -> None:
    with pool() as running:
        assert running.idle
        began = time.monotonic()
        assert running.events(30) == []
        assert time.monotonic() - began < 5


def test_waiting_for_events_ends_with_its_time() -> None:
    with pool() as running:
        running.submit(Task("nap", b"nap 30 x"))
        began = time.monotonic()
        assert running.events(0.2) == []
        assert 0.15 < time.monotonic() - began < 5


def test_all_workers_are_used() -> None:
    pids: set[bytes] = set()
    with pool(workers=3) as running:
        for number in range(200):  # a worker that is slow to start still gets its share
            running.submit(Task(f"nap {number}", b"nap 0.05 x"))
            running.submit(Task(f"pid {number}", b"pid"))
            if number % 10 == 9:
                events = finish(running)
                pids |= {outputs(events[f"pid {n}"])[0] for n in range(number - 9, number + 1)}
            if len(pids) == 3:
                break
    assert len(pids) == 3


def test_the_argument_reaches_the_service() -> None:
    with pool(argument=b"any bytes \xff") as running:
        assert outputs(run(running, "argument")["argument"]) == [b"any bytes \xff"]


def test_inherited_descriptors_are_readable_inside(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(b"inherited")
    with (tmp_path / "evidence").open("rb") as file:
        number = file.fileno()
        with pool(argument=str(number).encode(), descriptors=(number,)) as running:
            assert outputs(run(running, "inherited")["inherited"]) == [b"inherited"]


def evidence(tmp_path: Path, *contents: str) -> tuple[int, ...]:
    for content in contents:
        (tmp_path / content).write_text(content)
    return tuple(os.open(tmp_path / content, os.O_RDONLY) for content in contents)


def is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_a_task_brings_its_own_descriptors_and_they_are_closed_afterwards(tmp_path: Path) -> None:
    with pool() as running:
        descriptors = evidence(tmp_path, "one", "two")
        running.submit(Task("read", b"read", descriptors))
        assert all(is_open(descriptor) for descriptor in descriptors)
        assert outputs(finish(running)["read"]) == [b"one", b"two"]
        assert not any(is_open(descriptor) for descriptor in descriptors)


def test_a_task_that_comes_again_gets_its_descriptors_again(tmp_path: Path) -> None:
    with pool(memory=512, large=1024) as running:
        running.submit(Task("first", b"segfault"))
        running.submit(Task("read", b"read", evidence(tmp_path, "a")))
        running.submit(Task("fails", b"read_then_die", evidence(tmp_path, "b")))
        events = finish(running)
    assert outputs(events["read"]) == [b"a"]
    told = [event.body for event in events["fails"] if isinstance(event, Emitted)]
    assert told == [b"b", b"b"]
    assert failure(events["fails"]).cause == "crashed"


def test_closing_releases_the_descriptors_of_unfinished_tasks(tmp_path: Path) -> None:
    descriptors = evidence(tmp_path, *"abcdef")
    running = pool()
    for descriptor in descriptors:
        running.submit(Task(str(descriptor), b"sleep 60", (descriptor,)))
    running.close()
    running.close()
    assert not any(is_open(descriptor) for descriptor in descriptors)
    with pytest.raises(JailError, match="closed"):
        running.submit(Task("late", b"echo x"))


@pytest.mark.parametrize("task", [Task("k", b"", tuple(range(300))), Task("k", bytes(70 << 20))])
def test_a_task_too_large_to_send_is_refused_at_once(task: Task) -> None:
    with pool() as running:
        with pytest.raises(ValueError, match="too large"):
            running.submit(task)
        assert running.idle


@pytest.mark.slow
def test_no_descriptor_leaks_in_a_thousand_tasks_and_twenty_deaths(tmp_path: Path) -> None:
    with pool(workers=2) as running:
        run(running, "echo x", "leave 1")
        before = open_files(), open_files(running.zygote)
        inside = outputs(run(running, "descriptors")["descriptors"])
        for number in range(1000):
            body = b"leave 1" if number % 100 == 50 else b"read"
            running.submit(Task(str(number), body, evidence(tmp_path, "a")))
            if not running.room:
                finish(running)
        finish(running)
        assert outputs(run(running, "descriptors")["descriptors"]) == inside
        # the large-memory worker may have come or gone: one socket and one note
        assert abs(open_files() - before[0]) <= 2
        assert open_files(running.zygote) == before[1]


def test_a_worker_holds_no_other_workers_socket() -> None:
    with pool(workers=4) as running:
        words = [f"descriptors {number}" for number in range(8)]
        for body in words:
            running.submit(Task(body, b"descriptors"))
        events = finish(running)
    # nowhere (three times), its socket, its note
    assert {outputs(events[body])[0] for body in words} == {b"5"}


def test_what_a_worker_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with pool() as running:
        run(running, "shout")
    assert capfd.readouterr() == ("", "")


def test_workers_keep_universal_time_wherever_the_machine_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with pool() as running:
        assert outputs(run(running, "clock")["clock"]) == [b"0"]


def test_a_pool_starts_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pool() as running:
        assert outputs(run(running, "echo x")["echo x"]) == [b"x"]


def test_as_many_workers_as_processors_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    with Pool(SERVICE, b"", depth=1) as running:
        assert running.room == 6
        assert isinstance(run(running, "echo x")["echo x"][-1], Completed)


def alive(process: bytes) -> bool:
    return Path(f"/proc/{int(process)}").exists()


@pytest.mark.slow
def test_the_large_worker_is_given_up_when_it_has_nothing_to_do() -> None:
    with pool() as running:
        running.submit(Task("large", b"pid", large=True))
        (large,) = outputs(finish(running)["large"])
        until = time.monotonic() + 20
        while alive(large) and time.monotonic() < until:
            running.events(0)
            time.sleep(0.05)
        assert not alive(large)
        # and another takes its place when there is
        running.submit(Task("again", b"pid", large=True))
        assert outputs(finish(running)["again"]) != [large]


def test_large_tasks_have_one_large_worker_between_them_however_many() -> None:
    with pool(workers=2) as running:
        for number in range(6):
            running.submit(Task(str(number), b"pid", large=True))
        running.submit(Task("ordinary", b"pid"))
        events = finish(running)
    large = {outputs(events[str(number)])[0] for number in range(6)}
    assert len(large) == 1
    assert outputs(events["ordinary"])[0] not in large


def test_no_short_task_waits_behind_one_that_takes_long() -> None:
    with pool(workers=2) as running:
        running.submit(Task("long", b"nap 30 x", alone=True))
        for number in range(40):
            running.submit(Task(str(number), b"echo done"))
        ended: set[str] = set()
        while len(ended) < 40:
            ended |= {event.key for event in running.events(5) if isinstance(event, Completed)}
        assert list(running.unfinished) == ["long"]


def test_a_long_task_has_its_turn_however_many_short_ones_wait() -> None:
    with pool(workers=2) as running:
        for number in range(400):
            running.submit(Task(str(number), b"nap 0.01 x"))
        running.submit(Task("long", b"echo at-last", alone=True))
        order = [
            event.key
            for _ in range(2000)
            if not running.idle
            for event in running.events(5)
            if isinstance(event, Completed)
        ]
    assert len(order) == 401
    assert order.index("long") < 200


def test_long_tasks_alone_fill_every_worker() -> None:
    with pool(workers=2) as running:
        for number in range(6):
            running.submit(Task(f"pid {number}", b"pid", alone=True))
        events = finish(running)
    assert len(events) == 6


def test_a_long_task_whose_worker_is_killed_comes_again() -> None:
    with pool(workers=2) as running:
        running.submit(Task("long", b"segfault", alone=True))
        running.submit(Task("short", b"echo done"))
        events = finish(running)
    assert failure(events["long"]).cause == "crashed"
    assert outputs(events["short"]) == [b"done"]

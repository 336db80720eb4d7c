"""A node tells everything once, in order, whatever becomes of the messages or the supervisor."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from jail.limits import Limits
from jail.pool import Pool
from jail.tasks import Completed, Emitted, Failed, Retrying
from tests.jail.running import SERVICE
from triage.authority import Authority
from triage.cluster import node, session
from triage.cluster.messages import (
    Accepted,
    Broken,
    Charter,
    Given,
    Heard,
    Likeness,
    Objected,
    Outgoing,
    Sent,
    Told,
    Unopened,
    answer_from,
    encode,
    greeted_from,
)
from triage.cluster.session import Session
from triage.jobs import WorkerPlan
from triage.opened import OpenSources


def begun(service: str = SERVICE) -> Session:
    return Session(partial(Pool, service, b"", workers=1), OpenSources(()))


@pytest.fixture
def talk() -> Iterator[Session]:
    talk = begun()
    yield talk
    talk.close()


def heard(talk: Session, *tasks: Sent, first: int = 1) -> list[Heard]:
    """Everything that comes of some tasks."""
    events: list[Heard] = []
    answer = talk.exchange(Outgoing(first, tasks))
    while isinstance(answer, Told):
        events += answer.events
        if answer.idle:
            return events
        first += 1
        answer = talk.exchange(Outgoing(first, ()))
    raise AssertionError(answer.reason)


def test_everything_that_comes_of_many_tasks_is_told_in_order(talk: Session) -> None:
    assert talk.greeting() == Accepted(1, ())
    tasks = [Sent(f"{n}", b"count 3", alone=n % 50 == 0) for n in range(300)]
    events = heard(talk, *tasks)
    for task in tasks:
        own = [event for event in events if event.key == task.key]
        emitted = [Emitted(task.key, b"%d" % n) for n in range(3)]
        assert own == [*emitted, Completed(task.key)]


def test_what_breaks_a_worker_twice_fails_on_the_node_and_costs_no_other_task(
    talk: Session,
) -> None:
    events = heard(talk, Sent("bad", b"segfault"), Sent("good", b"echo a"))
    assert [event for event in events if event.key == "good"] == [
        Emitted("good", b"a"),
        Completed("good"),
    ]
    first, again, second, end = (event for event in events if event.key == "bad")
    assert first == second == Emitted("bad", b"before")
    assert again == Retrying("bad")
    assert isinstance(end, Failed)
    assert (end.cause, end.stage) == ("crashed", "segfault")


def test_a_message_that_comes_twice_is_answered_twice_and_done_once(talk: Session) -> None:
    outgoing = Outgoing(1, (Sent("a", b"pid"),))
    first = talk.exchange(outgoing)
    assert talk.exchange(outgoing) == first
    assert isinstance(first, Told)
    events = [*first.events, *([] if first.idle else heard(talk, first=2))]
    assert [type(event) for event in events] == [Emitted, Completed]


def test_a_message_that_was_lost_breaks_the_conversation(talk: Session) -> None:
    assert isinstance(talk.exchange(Outgoing(2, ())), Broken)


def test_a_file_that_is_not_there_is_said_to_be_so_and_its_task_not_done(talk: Session) -> None:
    survey = encode({"type": "Survey", "source": 0})
    assert [type(event) for event in heard(talk, Sent("a", survey, given=Given(1, 1)))] == [
        Unopened
    ]


def test_a_service_that_cannot_start_is_an_objection() -> None:
    talk = begun("tests.jail.services:refuse")
    assert isinstance(talk.greeting(), Objected)
    talk.close()


def test_a_node_that_hears_nothing_ends_its_workers_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "EXPIRY_SECONDS", 0.0)
    talk = begun()
    talk.greeting()
    vars(talk)["_thread"].join()
    assert talk.exchange(Outgoing(1, ())) == Broken("it was dismissed")


def test_a_node_that_was_started_again_knows_nothing_of_the_conversation() -> None:
    answer = answer_from.decode(node.exchange("unheard of", encode(Outgoing(1, ()))))
    assert answer == Broken("it was started again")
    assert node.dismiss("unheard of", b"") == b""


def test_a_node_objects_where_it_has_another_program_and_opens_nothing_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    here = Likeness(release="x", code="y", tools={}, sources=(), sets={}, rules={})
    plan = WorkerPlan(sources=(), authority=Authority(), hashsets_root="")
    charter = Charter(
        service=SERVICE, plan=plan, paths=(), workers=1, limits=Limits(), likeness=here
    )
    greeted = greeted_from.decode(node.greet("s", encode(charter)))
    assert isinstance(greeted, Objected)
    assert "another Skerry" in greeted.reason
    assert vars(node)["_sessions"] == {}

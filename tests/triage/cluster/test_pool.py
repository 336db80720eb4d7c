"""What the phases are told of a cluster: each task's end, and nothing half done."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from jail.limits import Limits
from jail.tasks import Completed, Emitted, Event, Retrying, Task
from skerry import SkerryError
from triage.authority import Authority
from triage.cluster import pool as pool_module
from triage.cluster.access import Access
from triage.cluster.messages import Charter, Likeness, Sent, Unopened
from triage.cluster.news import Ended, Joined, Looked, Lost, News, Refused, Said
from triage.cluster.pool import ClusterPool
from triage.content import Unexamined
from triage.jobs import Glance, Inspect, WorkerPlan
from triage.opened import OpenSources
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Observation, Origin, Volume, decode, encode
from triage.sources.storage import FAILURES

JOINED = Joined("tls://a", "a", 1, ())
START: list[News] = [Looked(1), JOINED]

Begin = Callable[["Script"], ClusterPool]


class Script:
    """A link on which what is heard is written down beforehand."""

    def __init__(self, *news: News) -> None:
        self.news = [*news]
        self.sent: dict[str, list[str]] = {}
        self.refused: list[str] = []

    def __call__(self, access: Access, charter: bytes) -> "Script":
        return self

    def hear(self, timeout: float) -> list[News]:
        told, self.news = self.news[:1], self.news[1:]
        return told

    def send(self, address: str, tasks: list[Sent]) -> None:
        self.sent.setdefault(address, []).extend(task.key for task in tasks)

    def refuse(self, address: str) -> None:
        self.refused.append(address)

    def close(self) -> None:
        pass


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: list[str]) -> Iterator[Begin]:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "here").write_bytes(b"abc")
    with OpenSources([folder]) as sources:

        def made(script: Script) -> ClusterPool:
            monkeypatch.setattr(pool_module, "Link", script)
            like = Likeness(release="", code="", tools={}, sources=(), sets={}, rules={})
            plan = WorkerPlan(sources=(), authority=Authority(), hashsets_root="")
            charter = Charter(
                service="", plan=plan, paths=(), workers=1, limits=Limits(), likeness=like
            )
            return ClusterPool(Access("tls://s:1"), charter, sources, said.append)

        yield made


def given(path: bytes, key: str, descriptor: int) -> Task:
    entry = Entry(source=0, volume=0, path=path, origin=Origin.FILE, kind=Kind.FILE, id=key)
    job = Inspect(entry=entry, volume=Volume(source=0, ordinal=0, kind="folder"), given=True)
    return Task(key, encode(job), (descriptor,))


def everything(pool: ClusterPool) -> list[Event]:
    events: list[Event] = []
    while not pool.idle:
        events += pool.events(0.01)
    return events


def test_tasks_go_to_a_node_and_what_it_tells_is_told(begin: Begin) -> None:
    script = Script(*START)
    pool = begin(script)
    assert pool.size == 1
    told = (Emitted("x", b"1"), Completed("x"))
    script.news = [Said("tls://a", told)]
    pool.submit(Task("x", b""))
    assert everything(pool) == [*told]
    assert script.sent == {"tls://a": ["x"]}


def test_what_a_lost_node_told_is_void_and_goes_to_one_that_comes_later(
    begin: Begin, said: list[str]
) -> None:
    script = Script(*START)
    pool = begin(script)
    pool.submit(Task("x", b""))
    script.news = [
        Said("tls://a", (Emitted("x", b"half"),)),
        Lost("tls://a", "a", "it is gone"),
        Joined("tls://b", "b", 1, ()),
        Said("tls://a", (Completed("x"),)),
        Said("tls://b", (Emitted("x", b"whole"), Completed("x"))),
    ]
    assert everything(pool) == [
        Emitted("x", b"half"),
        Retrying("x"),
        Emitted("x", b"whole"),
        Completed("x"),
    ]
    assert script.sent == {"tls://a": ["x"], "tls://b": ["x"]}
    assert said == ["node a is lost, its work is done again: it is gone"]


def test_a_file_that_is_gone_for_the_supervisor_too_is_a_gap(begin: Begin, tmp_path: Path) -> None:
    script = Script(*START)
    pool = begin(script)
    descriptor = os.open(tmp_path / "folder" / "here", os.O_RDONLY)
    pool.submit(given(b"/gone", "f" * 32, descriptor))
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    script.news = [Said("tls://a", (Unopened("f" * 32, "ENOENT"),))]
    emitted, end = everything(pool)
    assert isinstance(emitted, Emitted)
    assert end == Completed("f" * 32)
    observation, gap = decode(emitted.body)
    assert isinstance(observation, Observation)
    assert isinstance(gap, Gap)
    assert (gap.stage, gap.reason) == ("open", Reason.UNREADABLE)
    assert script.refused == []


def test_storage_that_fails_a_glance_leaves_nothing_to_be_read_again(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(body: bytes, sources: OpenSources) -> NoReturn:
        FAILURES.count += 1
        raise Unexamined(Reason.UNREADABLE, "EIO")

    monkeypatch.setattr(pool_module, "open_given", fails)
    script = Script(*START)
    pool = begin(script)
    entry = Entry(source=0, volume=0, path=b"/x", origin=Origin.FILE, kind=Kind.FILE, id="f" * 32)
    job = Glance(entries=(entry,), volume=Volume(source=0, ordinal=0, kind="folder"), given=True)
    descriptor = os.open(tmp_path / "folder" / "here", os.O_RDONLY)
    pool.submit(Task("glance:1", encode(job), (descriptor,)))
    script.news = [Said("tls://a", (Unopened("glance:1", "EIO"),))]
    assert everything(pool) == [Completed("glance:1")]


def test_a_node_that_cannot_open_what_the_supervisor_can_is_refused_by_name(
    begin: Begin, tmp_path: Path, said: list[str]
) -> None:
    script = Script(*START)
    pool = begin(script)
    descriptor = os.open(tmp_path / "folder" / "here", os.O_RDONLY)
    pool.submit(given(b"/here", "f" * 32, descriptor))
    script.news = [Said("tls://a", (Unopened("f" * 32, "EACCES"),))]
    assert pool.events(0.01) == []
    assert script.refused == ["tls://a"]
    assert said == ["node a is refused: a file of the evidence: EACCES"]
    assert [*pool.unfinished] == ["f" * 32]


def test_where_no_node_will_do_each_is_named_with_its_reason(begin: Begin, said: list[str]) -> None:
    refused = [Refused("a", "no set"), Refused("b", "other evidence")]
    with pytest.raises(SkerryError, match="can be used: a: no set; b: other evidence"):
        begin(Script(Looked(2), *refused))
    assert said == ["node a is refused: no set", "node b is refused: other evidence"]


def test_a_cluster_that_is_gone_ends_the_run(begin: Begin) -> None:
    script = Script(*START)
    pool = begin(script)
    pool.submit(Task("x", b""))
    script.news = [Ended("connection refused")]
    with pytest.raises(SkerryError, match="tls://s:1: connection refused"):
        pool.events(0.01)


def test_a_cluster_whose_nodes_stay_away_ends_the_run(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(*START)
    pool = begin(script)
    pool.submit(Task("x", b""))
    monkeypatch.setattr(pool_module, "NODE_SECONDS", 0.0)
    script.news = [Lost("tls://a", "a", "it is gone")]
    with pytest.raises(SkerryError, match="has no node"):
        everything(pool)

"""The end of the link to a cluster is heard as one reason, whenever it comes."""

import queue
import time
from collections.abc import Iterator
from typing import NoReturn

import pytest

distributed = pytest.importorskip("distributed")

from triage.cluster import link as link_module  # noqa: E402
from triage.cluster.access import Access  # noqa: E402
from triage.cluster.link import Link  # noqa: E402
from triage.cluster.news import Ended, News  # noqa: E402


class NoScheduler:
    """A client that cannot connect."""

    problem: Exception = OSError("nobody\nanswers")

    def __init__(self, address: str, **options: object) -> None:
        pass

    async def __aenter__(self) -> NoReturn:
        raise self.problem

    async def __aexit__(self, *what: object) -> None:
        pass


class Lingering(queue.SimpleQueue[News]):
    """Keeps the thread that tells something for a while, as a machine under load does."""

    def put(self, item: News, block: bool = True, timeout: float | None = None) -> None:
        super().put(item, block, timeout)
        time.sleep(0.3)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[Link]:
    monkeypatch.setattr(link_module, "security", lambda access: None)
    monkeypatch.setattr(distributed, "Client", NoScheduler)
    monkeypatch.setattr(queue, "SimpleQueue", Lingering)
    link = Link(Access("tls://s:1"), b"")
    yield link
    link.close()


def test_a_link_that_ends_while_it_is_closed_is_closed_all_the_same(ended: Link) -> None:
    assert ended.hear(60) == [Ended("nobody answers")]
    ended.close()
    ended.close()


def test_what_is_sent_to_a_link_that_has_ended_is_dropped(ended: Link) -> None:
    assert ended.hear(60) == [Ended("nobody answers")]
    ended.send("tls://a", [])
    ended.refuse("tls://a")
    assert ended.hear(0) == []


def test_a_connection_that_dask_gave_up_ends_the_link_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, ended: Link
) -> None:
    assert ended.hear(60)
    monkeypatch.setattr(NoScheduler, "problem", RuntimeError("ConnectionPool is closed"))
    again = Link(Access("tls://s:1"), b"")
    assert again.hear(60) == [Ended("ConnectionPool is closed")]
    again.close()

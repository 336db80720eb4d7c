"""New libraries take the old ones' place while matching goes on."""

import threading

import pytest

from keywords.matcher import Matcher
from keywords.records import LibraryError
from keywords.swap import Swap
from tests.keywords.made import library, term


def test_hits_are_of_the_old_version_until_the_new_is_ready() -> None:
    ready = threading.Event()

    def build() -> Matcher:
        ready.wait()
        return Matcher([library(term("t", "burner"), name="new")])

    swap = Swap(Matcher([library(term("t", "burner"), name="old")]))
    future = swap.renew(build)
    assert [hit.library for hit in swap.matcher.match("burner", "search")] == ["old"]
    ready.set()
    future.result(60)
    assert [hit.library for hit in swap.matcher.match("burner", "search")] == ["new"]


def test_a_library_that_cannot_be_built_leaves_the_old_one_in_place() -> None:
    old = Matcher([library(term("t", "burner"))])
    swap = Swap(old)
    with pytest.raises(LibraryError):
        swap.renew(lambda: Matcher([library(term("t", "..."))])).result(60)
    assert swap.matcher is old


def test_one_matcher_serves_several_threads() -> None:
    matcher = Matcher([library(term("t", "burner"))])
    counts: list[int] = []

    def work() -> None:
        counts.append(sum(len(matcher.match("a burner here " * 20, "search")) for _ in range(200)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [200] * 4

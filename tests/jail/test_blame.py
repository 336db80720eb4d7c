import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jail.blame import ATTEMPTS, PARDONS, Blame, Death, Job, blame, clean, judge, named
from jail.limits import Limits
from jail.messages import OUT_OF_MEMORY
from jail.tasks import Cause, Failed, Retrying, Task

LIMITS = Limits(processor_seconds=7, patience_seconds=9)
OUTSIDE = Blame("outside", "signal SIGKILL")
CRASH = Blame("crashed", "signal SIGSEGV")


@pytest.mark.parametrize(
    ("death", "cause", "detail"),
    [
        (Death(-signal.SIGSEGV), "crashed", "signal SIGSEGV"),
        (Death(-signal.SIGSYS), "crashed", "signal SIGSYS"),
        (Death(3), "crashed", "exit status 3"),
        (Death(0), "crashed", "exit status 0"),
        (Death(OUT_OF_MEMORY), "memory", "MemoryError"),
        (Death(-signal.SIGPROF), "processor-time", "more than 7 s of processor"),
        (Death(-signal.SIGXCPU), "processor-time", "more than 7 s of processor"),
        (Death(-signal.SIGKILL, overdue=True), "deadline", "no sign of life for 9 s"),
        (Death(-signal.SIGSEGV, overdue=True), "crashed", "signal SIGSEGV"),
        (Death(-signal.SIGKILL), "outside", "signal SIGKILL"),
        (Death(-signal.SIGKILL, broken="broke the protocol"), "crashed", "broke the protocol"),
    ],
)
def test_every_death_has_its_cause(death: Death, cause: Cause, detail: str) -> None:
    assert blame(death, LIMITS) == Blame(cause, detail)


def test_a_signal_without_a_name_is_given_by_number() -> None:
    assert named(-50) == "signal 50"


def test_a_job_comes_again_once_and_then_fails() -> None:
    job = Job(Task("k", b""))
    assert judge(job, CRASH, "s", "p") == Retrying("k")
    assert judge(job, CRASH, "s", "p") == Failed("k", "crashed", "s", "p", "signal SIGSEGV")


def test_the_second_run_needs_the_large_worker() -> None:
    job = Job(Task("k", b""))
    assert not job.large
    judge(job, CRASH, "", "")
    assert job.large


def test_kills_from_outside_cost_no_attempt_until_they_are_too_many() -> None:
    job = Job(Task("k", b""))
    for _ in range(PARDONS):
        assert isinstance(judge(job, OUTSIDE, "", ""), Retrying)
    assert not job.large
    last = judge(job, OUTSIDE, "", "")
    assert isinstance(last, Failed)
    assert last.cause == "memory"


@given(st.lists(st.sampled_from([CRASH, OUTSIDE])))
def test_no_job_comes_again_for_ever(ends: list[Blame]) -> None:
    job, verdicts = Job(Task("k", b"")), []
    for end in [*ends, *[CRASH] * ATTEMPTS]:
        verdicts.append(judge(job, end, "", ""))
        if isinstance(verdicts[-1], Failed):
            break
    assert isinstance(verdicts[-1], Failed)
    assert len(verdicts) <= ATTEMPTS + PARDONS


def test_addresses_are_left_out_of_details() -> None:
    assert clean("<object at 0x7f12ab34cd> here") == "<object at 0x…> here"


@given(st.text())
def test_a_detail_is_one_short_printable_line(text: str) -> None:
    line = clean(text)
    assert line.isprintable()
    assert len(line) <= 200

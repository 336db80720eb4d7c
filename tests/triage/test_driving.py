"""A worker that was not believed has not examined anything."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved
from triage.driving import Background, Event, drive


class Script:
    """A pool in which what happens is written down beforehand."""

    room = 1
    unfinished = ("a phase's own",)

    def __init__(self, *events: Event) -> None:
        self._events = [*events]

    @property
    def idle(self) -> bool:
        return not self._events

    def submit(self, task: Task) -> None:
        pass

    def events(self, timeout: float) -> list[Event]:
        told, self._events = self._events, []
        return told


def heard(*events: Event) -> list[Event]:
    taken: list[Event] = []

    def handle(event: Event) -> None:
        if isinstance(event, Emitted) and event.body == b"lie":
            raise Disbelieved
        taken.append(event)

    nothing: Iterator[Task] = iter(())
    drive(Script(*events), nothing, handle, lambda: None)  # type: ignore[arg-type]
    return taken


def test_a_task_of_which_a_record_was_not_believed_has_failed() -> None:
    ends = heard(Emitted("a", b"lie"), Emitted("a", b"more"), Completed("a"))
    (end,) = ends
    assert isinstance(end, Failed)
    assert (end.key, end.cause, end.position) == ("a", "crashed", "")


def test_other_tasks_are_taken_as_they_come() -> None:
    others: list[Event] = [Emitted("b", b"truth"), Completed("b")]
    assert heard(Emitted("a", b"lie"), *others)[:2] == others


def test_a_task_tried_again_is_believed_again() -> None:
    again: list[Event] = [Retrying("a"), Emitted("a", b"truth"), Completed("a")]
    assert heard(Emitted("a", b"lie"), *again) == again


def test_what_runs_in_the_background_is_heard_and_not_waited_for() -> None:
    told: list[str] = []
    background = Background()
    background.add("digest:", lambda event: told.append(event.key))
    own: list[str] = []
    drive(
        Script(Emitted("digest:0", b"sum"), Completed("a")),  # type: ignore[arg-type]
        iter([Task("a", b"")]),
        lambda event: own.append(event.key),
        lambda: None,
        background=background,
    )
    assert (own, told) == (["a"], ["digest:0"])


def test_a_background_task_not_believed_in_one_phase_has_failed_in_the_next() -> None:
    ends: list[Event] = []

    def handle(event: Event) -> None:
        if isinstance(event, Emitted):
            raise Disbelieved
        ends.append(event)

    background = Background()
    background.add("digest:", handle)
    for event in (Emitted("digest:0", b"lie"), Completed("digest:0")):
        nothing: Iterator[Task] = iter(())
        drive(Script(event), nothing, ends.append, lambda: None, background=background)  # type: ignore[arg-type]
    (end,) = ends
    assert isinstance(end, Failed)

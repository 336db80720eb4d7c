"""Whether files are encrypted one by one must be known before a probability is stated."""

from collections.abc import Iterator
from types import SimpleNamespace

from jail.pool import Completed, Emitted, Event, Failed, Task
from triage.records import Volume, encode
from triage.sampling.phase import flagged_volumes

PLAIN, ENCRYPTED, BROKEN = (
    Volume(source=0, ordinal=number, kind="ext4", offset=number) for number in range(3)
)


class Script:
    room = 1

    def __init__(self, *told: list[Event]) -> None:
        self._told = iter(told)
        self._left = len(told)

    @property
    def idle(self) -> bool:
        return self._left == 0

    @property
    def unfinished(self) -> Iterator[str]:
        return iter(("something",) * self._left)

    def submit(self, task: Task) -> None:
        pass

    def events(self, timeout: float) -> list[Event]:
        self._left = max(0, self._left - 1)
        return next(self._told, [])


def flagged(*told: list[Event]) -> list[Volume]:
    context = SimpleNamespace(pool=Script(*told), tick=lambda: None)
    return flagged_volumes(context, [PLAIN, ENCRYPTED, BROKEN])  # type: ignore[arg-type]


def test_a_volume_whose_probe_breaks_counts_as_encrypted() -> None:
    assert flagged(
        [Emitted("0", encode(False)), Completed("0")],
        [Emitted("1", encode(True)), Completed("1")],
        [Failed("2", "crashed", "survey", "", "signal SIGSEGV")],
    ) == [ENCRYPTED, BROKEN]


def test_a_worker_that_answers_with_anything_but_yes_or_no_is_not_believed() -> None:
    assert flagged([Emitted("0", encode("no")), Completed("0")]) == [PLAIN]

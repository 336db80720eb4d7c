"""What workers are asked before a scan, and what of their answers is believed."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from jail.pool import Completed, Emitted, Event, Failed, Task
from triage.exam.connection import create
from triage.exam.writing import Writer
from triage.records import MediumSize, Volume, encode
from triage.sampling.phase import flagged_volumes, medium_size

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


@pytest.mark.parametrize(("said", "believed"), [(4096, 4096), (1 << 40, None), (-1, None)])
def test_a_medium_larger_than_its_image_can_hold_is_not_sampled(
    tmp_path: Path, said: int, believed: int | None
) -> None:
    connection = create(tmp_path / "x.exam")
    writer = Writer(connection)
    nothing = (None,) * 5
    writer.insert("sources", (0, "a.E01", "ewf", "a.E01", 1000, 1, "x", 0, *nothing))
    writer.flush()
    body = encode([MediumSize(source=0, size=said)])
    pool = Script([Emitted("size", body), Completed("size")])
    context = SimpleNamespace(pool=pool, connection=connection, tick=lambda: None)
    assert medium_size(context, 0) == believed  # type: ignore[arg-type]
    connection.close()

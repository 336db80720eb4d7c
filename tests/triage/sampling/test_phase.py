"""What an attempt at a part of a scan leaves of those before it."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from jail.tasks import Failed
from triage.sampling import phase
from triage.sampling.store import SWEEP, Sample

TWO_BLOCKS = Sample(
    number=1,
    source=0,
    started="",
    ended=None,
    who="",
    seed="1",
    unit=4096,
    population=2,
    drawn=1,
    miss_bytes=8191,
    confidence=0.99,
    sets="[]",
    encrypted=None,
)


@pytest.mark.parametrize(("earlier", "writes"), [({}, 1), ({0: 2}, 0)])
def test_hits_of_an_attempt_are_not_replaced_by_one_that_could_read_no_more(
    monkeypatch: pytest.MonkeyPatch, earlier: dict[int, int], writes: int
) -> None:
    written: list[Any] = []

    def failing(pool: Any, tasks: Any, handle: Any, tick: Any) -> None:
        handle(Failed("sweep:0", "crashed", "", "", "it broke"))

    monkeypatch.setattr(phase, "unread_of_parts", lambda *given: earlier)
    monkeypatch.setattr(phase, "write_part", lambda *given: written.append(given))
    monkeypatch.setattr(phase, "drive", failing)
    phase.Stage(MagicMock(), TWO_BLOCKS, (), MagicMock(), MagicMock()).run(SWEEP)
    assert len(written) == writes

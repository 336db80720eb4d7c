"""Logs made in memory, and what somebody might do to them."""

from datetime import timedelta

from casework.act import Operation
from casework.audit.chain import digest_of
from casework.audit.checkpoint import Checkpoint, origin_of
from casework.audit.line import GENESIS, Line, canonical
from casework.audit.verifying import Chained
from casework.moments import written
from tests.casework.samples import moment


def log(count: int, actor: str = "officer") -> list[Chained]:
    """A good log of so many lines."""
    lines: list[Chained] = []
    previous = GENESIS
    for sequence in range(1, count + 1):
        line = Line(
            sequence=sequence,
            at=written(moment(1) + timedelta(seconds=sequence)),
            actor=f"{actor}-{sequence}",
            operation=Operation.CONSULTATION,
            person=f"P-{sequence:04}",
            previous=previous.hex(),
        )
        body = canonical(line)
        previous = digest_of(body)
        lines.append((body, previous))
    return lines


def checkpoint_of(lines: list[Chained], size: int) -> Checkpoint:
    return Checkpoint(
        origin=origin_of(lines[0][1]), size=size, digest=lines[size - 1][1], at=written(moment(2))
    )

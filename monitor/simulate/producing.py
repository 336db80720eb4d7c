"""A stream from what was asked for to where it goes."""

from contextlib import closing
from pathlib import Path

from casework.basis.file import write_basis
from monitor.simulate.asked import Asked
from monitor.simulate.outputs import open_output, paced
from monitor.simulate.plan import plan
from monitor.simulate.standing import whole_basis
from monitor.simulate.stream import stream
from monitor.simulate.truth import truths, write_truths


def produce(
    asked: Asked, out: str, rate: float | None, basis: Path | None, truth: Path | None
) -> int:
    """Write the basis, the stream at most so many events a second, then the truth.

    The number of episodes in it; raises ``MonitorError`` for what cannot be made or written.
    """
    laid_out = plan(asked)
    if basis is not None:
        people = zip(laid_out.people, laid_out.standings, strict=True)
        write_basis(basis, whole_basis(people, laid_out.end))
    with closing(open_output(out)) as output:
        for batch in paced(stream(laid_out), rate):
            output.write(batch)
    if truth is not None:
        write_truths(truth, truths(laid_out))
    return sum(bool(one.expected) for one in laid_out.episodes)

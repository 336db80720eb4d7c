"""What a list of findings does not show, said beside it: none found is not none there."""

from collections.abc import Iterator

from triage.coverage import is_finished
from triage.exam.connection import Connection
from triage.sampling.store import samples, standing


def beside_findings(connection: Connection) -> Iterator[str]:
    """A line for each thing that the findings of an examination leave out."""
    if not is_finished(connection):
        yield "this examination is not finished: triage gaps lists what it has not reached"
    for scan in samples(connection):
        hits = standing(connection, scan).hits
        if hits:
            yield (
                f"fast scan {scan.number} met {hits:,} blocks of known files, which are not among"
                " the findings: the same triage sample command shows them"
            )

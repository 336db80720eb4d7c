"""The first records of an examination, and those of each run over it."""

from triage.authority import Authority
from triage.exam import reading
from triage.exam.connection import Connection
from triage.exam.writing import Writer
from triage.opened import OpenSources, fingerprint
from triage.provenance import host, now, tools, who
from triage.same import written


def begin(writer: Writer, sources: OpenSources, authority: Authority) -> None:
    """Record what is examined, and by what authority; not yet flushed."""
    for source, label, path in zip(sources.all, sources.labels(), sources.paths, strict=True):
        plan = source.plan
        size = sum(segment.size for segment in plan.segments) if plan.segments else None
        row = (plan.index, label, plan.kind, str(path.absolute()), size, len(plan.segments))
        nothing = (None,) * 5
        writer.insert("sources", (*row, fingerprint(source), 0, *nothing))
    writer.set_fact("authority", written(authority))
    writer.set_fact("state", "running")
    writer.set_fact("begun", now())


def start_run(connection: Connection, writer: Writer, command: str) -> int:
    """Record that a run begins; its number."""
    connection.execute("PRAGMA journal_mode = WAL")
    number = len(reading.runs(connection)) + 1
    writer.insert("runs", (number, now(), None, None, who(), host(), command, tools()))
    writer.flush()
    return number


def end_run(writer: Writer, number: int, outcome: str) -> None:
    """Record how a run ended; not yet flushed."""
    writer.update(
        "UPDATE runs SET ended = ?, outcome = ? WHERE number = ?", (now(), outcome, number)
    )

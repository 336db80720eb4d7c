"""What the storage of the evidence kept from a run, by the tasks that asked for it.

A read error is no property of evidence: the next run does those tasks again, and ends as if the
storage had never failed.
"""

from triage.exam import reading
from triage.exam.connection import Connection
from triage.exam.writing import Writer
from triage.phases.forget_carving import forget_carving

SURVEY = "survey:"
"""Before a source's number in the keys of tasks."""


def try_again(writer: Writer, connection: Connection) -> int:
    """Void what came of such tasks, so that this run does them; how many there were."""
    tasks = reading.unread(connection)
    for key in tasks:
        kind, _, rest = key.partition(":")
        match kind:
            case "survey":
                _forget_sources(writer, connection, int(rest))
            case "walk":
                forget_carving(writer, connection)
                writer.forget_volume(int(rest))
            case "size" | "carve":
                forget_carving(writer, connection)
            case "digest":
                writer.forget_digest(int(rest))
            case _:
                writer.forget_entry(key)
    writer.update("DELETE FROM unread")
    return len(tasks)


def failed_survey(connection: Connection) -> int | None:
    """The first source whose survey the storage failed."""
    found = [key for key in reading.unread(connection) if key.startswith(SURVEY)]
    return min((int(key.removeprefix(SURVEY)) for key in found), default=None)


def survey_again(writer: Writer, connection: Connection) -> int | None:
    """Void the surveys that the storage failed, and those after; the first source of them."""
    first = failed_survey(connection)
    if first is not None:
        _forget_sources(writer, connection, first)
        writer.update("DELETE FROM unread WHERE task GLOB ?", (f"{SURVEY}*",))
    return first


def _forget_sources(writer: Writer, connection: Connection, first: int) -> None:
    """Void this source and those after it, whose volumes are numbered after its own."""
    forget_carving(writer, connection)
    for number, (volume, _) in reading.volumes(connection).items():
        if volume.source >= first:
            writer.forget_volume(number)
            writer.update("DELETE FROM volumes WHERE number = ?", (number,))
    for row in reading.sources(connection):
        if row.number >= first:
            writer.forget_digest(row.number)
            writer.update("DELETE FROM gaps WHERE source = ?", (row.number,))
            writer.update("UPDATE sources SET surveyed = 0 WHERE number = ?", (row.number,))

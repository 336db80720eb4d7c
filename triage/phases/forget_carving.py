"""Undo carving, so that it can be done anew for other formats."""

import msgspec

from triage.exam import reading
from triage.exam.connection import Connection
from triage.exam.writing import Writer


def forget_carving(writer: Writer, connection: Connection) -> None:
    """Void all that was carved and all that was read from it, and restore the gaps it closed."""
    for row in reading.carving(connection).values():
        writer.forget_carved(row.volume)
        for gap in msgspec.json.decode(row.superseded):
            writer.insert("gaps", gap)
        writer.update("DELETE FROM volumes WHERE number = ?", (row.volume,))
    writer.update("DELETE FROM carving")

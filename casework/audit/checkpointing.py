"""Signing checkpoints of the log in the database, and keeping a copy of each there."""

from pathlib import Path

from sqlalchemy import Connection, insert, select

from casework.act import Act, Operation
from casework.audit.checkpoint import Checkpoint, origin_of, signed
from casework.audit.signing_key import signing_key
from casework.store import Store
from casework.tables import AUDIT, CHECKPOINTS
from casework.writing import Writing


def take_checkpoint(store: Store, act: Act, folder: Path) -> str:
    """Sign the log's end, the line that says so included; the key is in ``folder``.

    Returns the signed note, to be carried off the host. Raises ``CaseworkError``.
    """
    key = signing_key(folder)
    with store.writing(act) as writing:
        line = writing.note(Operation.UPKEEP, detail={"checkpoint": writing.log.size + 1})
        writing.log.flush()
        checkpoint = Checkpoint(
            origin=origin_of(_first_digest(writing)),
            size=writing.log.size,
            digest=writing.log.digest,
            at=line.at,
        )
        note = signed(checkpoint, key)
        writing.connection.execute(insert(CHECKPOINTS), {"size": checkpoint.size, "note": note})
    return note


def _first_digest(writing: Writing) -> bytes:
    query = select(AUDIT.c.digest).where(AUDIT.c.sequence == 1)
    return bytes(writing.connection.execute(query).scalar_one())


def kept_checkpoints(connection: Connection) -> list[str]:
    """The notes that were signed here, oldest first."""
    return list(
        connection.execute(select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.size)).scalars()
    )

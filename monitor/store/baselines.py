"""What is usual for people, sealed under their keys; theirs whose memory the transaction holds."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, delete, select

from casework.sealing import seal, unseal
from monitor.behaviour.baseline import Baseline
from monitor.store.rows import put
from monitor.store.tables import ARCHIVE, BASELINES

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Baseline)


def packed(baseline: Baseline) -> bytes:
    """The baseline as bytes: the same for the same, in whatever order it was learnt."""
    fields = msgspec.structs.asdict(baseline)
    in_order = {
        name: dict(sorted(value.items())) if isinstance(value, dict) else value
        for name, value in fields.items()
    }
    return _ENCODER.encode(msgspec.structs.replace(baseline, **in_order))


def read(connection: Connection, keys: Mapping[str, bytes]) -> dict[str, Baseline]:
    """The baselines of those people who have one; raises ``CaseworkError`` for a wrong key."""
    column = BASELINES.c
    query = select(column.person, column.sealed).where(column.person.in_(sorted(keys)))
    return {
        person: _DECODER.decode(unseal(keys[person], sealed, _place(person)))
        for person, sealed in connection.execute(query)
    }


def save(connection: Connection, usual: Mapping[str, Baseline], keys: Mapping[str, bytes]) -> None:
    """Write baselines over those that stood."""
    rows = [
        {"person": person, "sealed": seal(keys[person], packed(baseline), _place(person))}
        for person, baseline in sorted(usual.items())
    ]
    put(connection, BASELINES, rows)


def forget(connection: Connection) -> int:
    """Delete those of people of whom no event is kept any more; how many."""
    kept = select(ARCHIVE.c.person).distinct()
    gone = delete(BASELINES).where(BASELINES.c.person.not_in(kept))
    return connection.execute(gone).rowcount


def _place(person: str) -> str:
    return f"baseline of {person}"

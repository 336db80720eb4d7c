"""Where each partition is read from next: kept in the transaction that keeps the effects."""

from collections.abc import Mapping

from sqlalchemy import Connection, case, func, select, update

from monitor.errors import Fenced
from monitor.records import Place
from monitor.store.rows import insert
from monitor.store.tables import POSITIONS


def take_over(connection: Connection, topic: str, partition: int) -> tuple[Place, int]:
    """Own a partition from now on: its place in a new epoch, and the offset to read next."""
    column = POSITIONS.c
    statement = (
        insert(connection, POSITIONS)
        .values(topic=topic, partition=partition, epoch=1, next=0, latest=0)
        .on_conflict_do_update(
            index_elements=["topic", "partition"], set_={"epoch": column.epoch + 1}
        )
        .returning(column.epoch, column.next)
    )
    epoch, offset = connection.execute(statement).one()
    return Place(topic, partition, epoch), offset


def advance(connection: Connection, offsets: Mapping[Place, int], latest: int) -> None:
    """Note how far partitions were read, and the latest receipt (µs) met on the way.

    Raises ``Fenced`` where a partition has another owner by now.
    """
    column = POSITIONS.c
    for place, offset in sorted(offsets.items()):
        statement = (
            update(POSITIONS)
            .where(column.topic == place.topic, column.partition == place.partition)
            .where(column.epoch == place.epoch)
            .values(next=offset, latest=case((column.latest < latest, latest), else_=column.latest))
        )
        if connection.execute(statement).rowcount != 1:
            raise Fenced(f"{place.topic}/{place.partition} is read by another process")


def latest(connection: Connection, topic: str) -> int:
    """The latest receipt (µs) met in any partition of a topic; 0 where there was none."""
    query = select(func.max(POSITIONS.c.latest)).where(POSITIONS.c.topic == topic)
    return int(connection.execute(query).scalar() or 0)


def reached(connection: Connection, topic: str, ends: Mapping[int, int]) -> bool:
    """Whether every partition was read to its end, by whomever."""
    query = select(POSITIONS.c.partition, POSITIONS.c.next).where(POSITIONS.c.topic == topic)
    read = {row.partition: row.next for row in connection.execute(query)}
    return all(read.get(partition, 0) >= end for partition, end in ends.items())

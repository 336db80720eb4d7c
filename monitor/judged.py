"""What a model said of an alert, as far as whoever tells of alerts needs to know it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from models.judgement import Judgement
from monitor.group import Group


class Judged(NamedTuple):
    """What a model, named with the beginning of its digest, said of an alert."""

    model: str
    judgement: Judgement


class Judging(Protocol):
    """Something that judges groups, and decides nothing."""

    def stored(
        self, connection: Connection, groups: Sequence[Group], keys: Mapping[str, bytes]
    ) -> list[Judged | None]:
        """Groups beside what else the store holds of their people at present."""
        ...


def judged(
    judge: Judging | None,
    connection: Connection,
    groups: Sequence[Group],
    keys: Mapping[str, bytes],
) -> list[Judged | None]:
    """What the judge says of each; without one nothing is said."""
    if judge is None or not groups:
        return [None] * len(groups)
    return judge.stored(connection, groups, keys)

"""What the monitor's gate reads: from when until when, which data of which device, under what."""

from datetime import datetime

import msgspec

from casework.records.permission import DataKind, ThirdParties


class BasisSpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of data of a device may be monitored from ``since``, up to but without ``until``.

    Times are UTC. Without ``until`` it holds until the order is ended. ``conditions`` are the ids
    of the order's conditions, which alerts name as engaged.
    """

    person: str
    device: str
    kind: DataKind
    since: datetime
    until: datetime | None = None
    third_parties: ThirdParties = ThirdParties.EXCLUDED
    order: str
    order_type: str
    conditions: tuple[str, ...] = ()

    def covers(self, moment: datetime) -> bool:
        """Whether the moment of receipt lies in it."""
        return self.since <= moment and (self.until is None or moment < self.until)


class NotMonitored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a person, or one device of theirs, is not monitored."""

    person: str
    device: str | None = None
    reason: str


class Managed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At what MAPPA level (1 to 3) a person is managed at the moment the file speaks of."""

    person: str
    level: int


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that may be monitored of one person, at any time: past spans judge a backlog."""

    person: str
    spans: tuple[BasisSpan, ...] = ()

    def at(self, moment: datetime) -> tuple[BasisSpan, ...]:
        """The spans that cover a moment."""
        return tuple(span for span in self.spans if span.covers(moment))

    def permits(self, device: str, kind: DataKind, moment: datetime) -> BasisSpan | None:
        """The span under which this may be looked at, the widest for third parties; null: none."""
        found = [one for one in self.at(moment) if (one.device, one.kind) == (device, kind)]
        return max(found, key=_width, default=None)

    def ends(self, moment: datetime) -> datetime | None:
        """When monitoring that goes on at a moment stops; null where it does not, or none does.

        It goes on where other terms, or another order, follow without a gap.
        """
        end: datetime | None = None
        while current := [span.until for span in self.at(end or moment)]:
            if None in current:
                return None
            end = max(until for until in current if until is not None)
        return end


def _width(span: BasisSpan) -> int:
    return list(ThirdParties).index(span.third_parties)

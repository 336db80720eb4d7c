"""Stamping entries and gaps with where they come from."""

from msgspec import Struct

from triage.ids import stamp_entry, stamp_gap
from triage.reasons import Reason
from triage.records import Entry, Gap, State

STAGE = "enumerate"


class Provenance(Struct, frozen=True):
    """A volume, as ids and gaps name it. ``partition`` is its offset in bytes in the source."""

    source: int
    partition: int | None
    volume: int | None = None

    def stamp(self, entry: Entry) -> Entry:
        """The entry with its id."""
        return stamp_entry(entry, self.partition)

    def entry_gap(self, entry: Entry, detail: str) -> Gap:
        """The gap of an entry that enumeration alone settled, for its reason.

        An entry still to be examined has one where part of its space is another file's.
        """
        return self._gap(entry.reason or Reason.REALLOCATED, entry.id, entry.path, detail)

    def directory_gap(self, path: bytes, reason: Reason, detail: str) -> Gap:
        """The gap of a directory that was not listed, or not to its end."""
        return self._gap(reason, None, path or b"/", detail)

    def region_gap(
        self, reason: Reason, offset: int, length: int | None, detail: str, stage: str = "survey"
    ) -> Gap:
        """The gap of a range of bytes of the source."""
        gap = Gap(
            source=self.source,
            volume=self.volume,
            stage=stage,
            reason=reason,
            offset=offset,
            length=length,
            detail=detail,
        )
        return stamp_gap(gap, self.partition)

    def _gap(self, reason: Reason, file: str | None, path: bytes, detail: str) -> Gap:
        gap = Gap(
            source=self.source,
            volume=self.volume,
            stage=STAGE,
            reason=reason,
            file=file,
            path=path,
            detail=detail,
        )
        return stamp_gap(gap, self.partition)


SETTLED = frozenset({State.PARTIAL, State.FAILED, State.SKIPPED})
"""States that need a gap from whoever sets them."""

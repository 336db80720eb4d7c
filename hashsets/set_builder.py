"""Turning records into the files of a stored set."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from hashsets.assertions import AssertionWriter
from hashsets.columns import Columns, ColumnWriter
from hashsets.digest_spool import DigestSpool
from hashsets.extending import Growth
from hashsets.manifest import Counts
from hashsets.profile import Profile
from hashsets.records import EMPTY_CONTENT, Algorithm, Disposition, HashRecord
from hashsets.table_building import build_table

EMPTY = frozenset(EMPTY_CONTENT.values())
TOGETHER = 4096
"""Records written at a time."""


class SetBuilder:
    """Writes records into a folder as they come; ``finish`` sorts their digests."""

    def __init__(
        self,
        folder: Path,
        disposition: Disposition,
        profile: Profile | None,
        files: ExitStack,
        growth: Growth | None = None,
    ) -> None:
        """``files`` closes what the builder opens, also where the import fails.

        ``growth`` is the older version that the records are added to, if any.
        """
        self._folder = folder
        self._files = files
        self._disposition = disposition
        self._profile = profile
        self._alertable = profile.alertable() if profile else frozenset()
        self._growth = growth
        self._first = growth.records if growth else 0
        self._columns = ColumnWriter(folder, files)
        if growth:
            self._columns.begin_with(growth.base.folder, self._first)
        self._assertions = AssertionWriter(folder, files)
        if growth:
            self._assertions.begin_with(growth.base.folder)
        self._pending: list[HashRecord] = []
        self._spools: dict[Algorithm, DigestSpool] = {}
        self._records = self._unmatchable = self._not_alertable = self._empty = 0
        self._refused: Counter[Algorithm] = Counter()
        self._not_computable: Counter[str] = Counter()
        self._unlisted: Counter[str] = Counter()

    def add(self, record: HashRecord) -> None:
        """The next record; its number is the count of those before it."""
        number = self._first + self._records
        self._records += 1
        self._pending.append(record)
        if len(self._pending) == TOGETHER:
            self._write()
        self._empty += record.empty
        if record.not_computable:
            self._not_computable.update(record.not_computable)
        digests = record.digests
        for _, digest in digests:
            if digest in EMPTY:
                digests = tuple(held for held in record.digests if not self._is_refused(*held))
                break
        if not digests:
            self._unmatchable += 1
        elif (record.alertable and record.category in self._alertable) or (
            self._alerts(record) and self._is_matched(record.category)
        ):
            for algorithm, digest in digests:
                (self._spools.get(algorithm) or self._spool(algorithm)).add(digest, number)

    def _is_refused(self, algorithm: Algorithm, digest: bytes) -> bool:
        alert = self._disposition is Disposition.ALERT
        refused = alert and EMPTY_CONTENT.get(algorithm) == digest
        self._refused[algorithm] += refused
        return refused

    def _alerts(self, record: HashRecord) -> bool:
        left_out = self._disposition is Disposition.ALERT and not record.alertable
        self._not_alertable += left_out
        return not left_out

    def _is_matched(self, category: int | None) -> bool:
        if self._profile is None:
            return True
        meaning = self._profile.meaning(category)
        if meaning is None:
            self._unlisted["none" if category is None else str(category)] += 1
            return True
        left_out = self._disposition is Disposition.ALERT and not meaning.alertable
        self._not_alertable += left_out
        return not left_out

    def _spool(self, algorithm: Algorithm) -> DigestSpool:
        spool = self._spools[algorithm] = DigestSpool(self._folder, algorithm, self._files)
        return spool

    def _write(self) -> None:
        if self._pending:
            self._columns.extend(self._pending)
            self._assertions.extend(self._pending)
            self._pending.clear()

    def finish(self) -> Counts:
        """Close the columns, sort the digests, and say how it all added up."""
        self._write()
        self._columns.finish()
        self._assertions.finish()
        columns = Columns(self._folder, self._first + self._records)
        entries: dict[Algorithm, int] = {}
        duplicates: dict[Algorithm, int] = {}
        for algorithm in sorted(self._spools):
            self._spools[algorithm].close()
            new = build_table(self._folder, algorithm, columns, self._growth)
            entries[algorithm], duplicates[algorithm] = new
        counts = self._counts(entries, duplicates)
        return self._growth.finish(counts) if self._growth else counts

    def _counts(self, entries: dict[Algorithm, int], duplicates: dict[Algorithm, int]) -> Counts:
        return Counts(
            records=self._records,
            entries=entries,
            duplicates={key: count for key, count in duplicates.items() if count},
            empty=self._empty,
            refused={key: count for key, count in sorted(self._refused.items()) if count},
            not_computable=dict(sorted(self._not_computable.items())),
            unmatchable=self._unmatchable,
            not_alertable=self._not_alertable,
            unlisted=dict(sorted(self._unlisted.items())),
        )

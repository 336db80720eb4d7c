"""A stored set, opened for matching."""

from hashsets.columns import Columns
from hashsets.digest_table import DigestTable
from hashsets.manifest import SetInfo
from hashsets.profile import UNLISTED, Severity
from hashsets.records import Algorithm, Disposition, HashSetError


class OpenSet:
    """A set's tables and columns as memory maps."""

    def __init__(self, info: SetInfo) -> None:
        """Raises ``HashSetError`` where a file is damaged, or the set is one of blocks."""
        if info.is_of_blocks:
            raise HashSetError(f"{info.title} holds digests of blocks, not of files")
        self.info = info
        counts = info.manifest.counts
        self.columns = Columns(info.folder, counts.records)
        self._tables = {
            algorithm: DigestTable(info.folder, algorithm, entries)
            for algorithm, entries in counts.entries.items()
        }

    def table(self, algorithm: Algorithm) -> DigestTable | None:
        """The digests of one algorithm, or null where the set has none."""
        return self._tables.get(algorithm)

    def entries(self, algorithm: Algorithm) -> int:
        """How many digests of one algorithm the set holds."""
        table = self.table(algorithm)
        return 0 if table is None else len(table)

    def find(self, algorithm: Algorithm, digest: bytes) -> list[int]:
        """The numbers of the records that hold a digest, ascending."""
        table = self.table(algorithm)
        return [] if table is None else table.find(digest)

    def problems(self) -> list[str]:
        """What is wrong with the indexes, found by building each again; empty where nothing is."""
        found = (table.problem() for table in self._tables.values())
        return [problem for problem in found if problem]

    def meaning(self, record: int, category: int | None) -> tuple[str | None, Severity]:
        """A record's label and severity: the profile's word, else the record's own label.

        What no profile speaks of is ``high`` in an alert set. Other sets raise nothing: ``info``.
        """
        profile = self.info.manifest.profile
        meant = profile.meaning(category) if profile else None
        label = meant.label if meant else self.columns.label[record]
        if self.info.disposition is not Disposition.ALERT:
            return label, "info"
        return label, meant.severity if meant else UNLISTED

"""Putting the records of an import's files, and of an older version, into a new set's folder."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from hashsets.assertions import stored_records
from hashsets.extending import Growth
from hashsets.formats.base import Format
from hashsets.manifest import Counts, SetInfo
from hashsets.order import ImportOrder
from hashsets.reading import Complaints, Watch, usable
from hashsets.records import HashRecord, Tombstone
from hashsets.set_builder import SetBuilder
from hashsets.withdrawals import Withdrawals


class Filling(msgspec.Struct, frozen=True):
    """The files of an import, how they are to be read, and the empty folder of the new set."""

    folder: Path
    order: ImportOrder
    files: list[tuple[Path, Format]]
    watch: Watch | None = None

    def read(self, complaints: Complaints) -> Iterator[HashRecord | Tombstone]:
        """All that the files hold, in order."""
        for path, known in self.files:
            yield from usable(path, known, self.order.algorithm, complaints, self.watch)

    def builder(self, files: ExitStack, growth: Growth | None = None) -> SetBuilder:
        """A builder of the new set."""
        order = self.order
        return SetBuilder(self.folder, order.disposition, order.profile, files, growth)


def filled(filling: Filling, base: SetInfo | None, complaints: Complaints) -> Counts:
    """Fill the folder; how it all added up.

    What is only added to ``base`` is added to its tables. Where the files withdraw or renew
    records, the set is built again without them.
    """
    withdrawals = Withdrawals()
    with ExitStack() as files:
        builder = filling.builder(files, Growth(base, filling.folder) if base else None)
        place = 0
        for found in filling.read(complaints):
            if isinstance(found, Tombstone):
                withdrawals.add(found, place)
                continue
            place += 1
            builder.add(found)
            if base or found.supersedes:
                withdrawals.renew(found, place)
        counts = None if touched(base, withdrawals) else builder.finish()
    if counts is None:
        counts = built_again(filling, base, withdrawals)
    return msgspec.structs.replace(counts, bad=counts.bad + complaints.count)


def touched(base: SetInfo | None, withdrawals: Withdrawals) -> bool:
    """Whether any record has to go."""
    if withdrawals.tombstones or withdrawals.supersedes:
        return True
    if base is None or not withdrawals.renews:
        return False
    return any(withdrawals.renewed(record.identity) for record in stored_records(base))


def built_again(filling: Filling, base: SetInfo | None, withdrawals: Withdrawals) -> Counts:
    """Fill the folder with the records of ``base`` and of the files that stand."""
    for path in filling.folder.iterdir():
        path.unlink()
    withdrawn = renewed = place = 0
    with ExitStack() as files:
        builder = filling.builder(files)
        for record in stored_records(base) if base else ():
            if withdrawals.cover(record, 0):
                withdrawn += 1
            elif withdrawals.renewed(record.identity):
                renewed += 1
            else:
                builder.add(record)
        for found in filling.read(Complaints()):
            if isinstance(found, HashRecord):
                place += 1
                if withdrawals.cover(found, place):
                    withdrawn += 1
                elif withdrawals.superseded(found, place):
                    renewed += 1
                else:
                    builder.add(found)
        counts = builder.finish()
    before = base.manifest.counts if base else Counts()
    return msgspec.structs.replace(
        counts,
        bad=before.bad,
        withdrawn=before.withdrawn + withdrawn,
        renewed=before.renewed + renewed,
        tombstones=before.tombstones + withdrawals.tombstones,
    )

"""Writing a stored set to a file that other programs read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from hashsets.assertions import stored_records
from hashsets.formats.csv_writing import csv_lines
from hashsets.formats.kdb_writing import write_kdb
from hashsets.formats.vics_writing import vics_lines
from hashsets.manifest import SetInfo
from hashsets.records import EMPTY_CONTENT, Disposition, HashRecord, HashSetError

TEXTS: dict[str, Callable[[Iterable[HashRecord]], Iterator[str]]] = {
    "vics": vics_lines,
    "csv": csv_lines,
}
KINDS = (*TEXTS, "kdb")


class Exported:
    """The records of a set that are to be written; ``left_out`` counts the others.

    Another program would raise an alarm for every empty file, were its digests in an alert set.
    """

    def __init__(self, info: SetInfo) -> None:
        self._info = info
        self.records = self.left_out = 0

    def __iter__(self) -> Iterator[HashRecord]:
        alert = self._info.disposition is Disposition.ALERT
        for record in stored_records(self._info):
            kept = without_empty(record) if alert else record
            if record.digests and not kept.digests and not kept.not_computable:
                self.left_out += 1
                continue
            self.records += 1
            yield kept


def without_empty(record: HashRecord) -> HashRecord:
    """The record without the digests of the empty file."""
    kept = tuple(digest for digest in record.digests if EMPTY_CONTENT.get(digest[0]) != digest[1])
    if len(kept) == len(record.digests):
        return record
    return msgspec.structs.replace(record, digests=kept)


def export_set(info: SetInfo, kind: str, path: Path) -> dict[str, int]:
    """Write a set to a new file, which appears only once it is whole; how it added up.

    ``kind`` is one of ``KINDS``. ``left_out`` are records that the format or its readers have no
    use for, ``raising_no_alert`` ones that were written but are not matched here. Raises
    ``HashSetError`` where the file exists or cannot be written, or the set is damaged.
    """
    if info.is_of_blocks:
        raise HashSetError(f"{info.title} holds blocks: formats for digests of files do not fit")
    records = Exported(info)
    silent = info.manifest.counts.not_alertable
    if kind == "kdb":
        written = write_kdb(path, records)
        left_out = records.left_out + written.without_md5
        return {"records": written.records, "left_out": left_out, "raising_no_alert": silent}
    if kind not in TEXTS:
        raise HashSetError(f"sets are exported as {', '.join(KINDS)}, not {kind!r}")
    if path.exists():
        raise HashSetError(f"{path.name} exists already; name another file")
    part = path.with_name(path.name + ".part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            file.writelines(TEXTS[kind](records))
        part.rename(path)
    except OSError as error:
        raise HashSetError(f"cannot write {path.name}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    count, left_out = records.records, records.left_out
    return {"records": count, "left_out": left_out, "raising_no_alert": silent}

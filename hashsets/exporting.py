"""Writing a stored set to a file that other programs read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hashsets.assertions import stored_records
from hashsets.formats.csv_writing import csv_lines
from hashsets.formats.kdb_writing import write_kdb
from hashsets.formats.vics_writing import vics_lines
from hashsets.manifest import SetInfo
from hashsets.records import HashRecord, HashSetError

TEXTS: dict[str, Callable[[Iterable[HashRecord]], Iterator[str]]] = {
    "vics": vics_lines,
    "csv": csv_lines,
}
KINDS = (*TEXTS, "kdb")


def export_set(info: SetInfo, kind: str, path: Path) -> dict[str, int]:
    """Write a set to a new file, which appears only once it is whole; how it added up.

    ``kind`` is one of ``KINDS``. Raises ``HashSetError`` where the file exists or cannot be
    written, or the set is damaged.
    """
    if info.is_of_blocks:
        raise HashSetError(f"{info.title} holds blocks: formats for digests of files do not fit")
    if kind == "kdb":
        written = write_kdb(path, stored_records(info))
        return {"records": written.records, "left_out": written.without_md5}
    if kind not in TEXTS:
        raise HashSetError(f"sets are exported as {', '.join(KINDS)}, not {kind!r}")
    if path.exists():
        raise HashSetError(f"{path.name} exists already; name another file")
    part = path.with_name(path.name + ".part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            file.writelines(TEXTS[kind](stored_records(info)))
        part.rename(path)
    except OSError as error:
        raise HashSetError(f"cannot write {path.name}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return {"records": info.manifest.counts.records, "left_out": 0}

"""The stored hash sets: import, list, find, verify, remove.

Each version of a set is a folder ``<name>/<version>`` that is written elsewhere, flushed, and
renamed into place whole, so that a killed import leaves nothing behind that looks like a set. A
stored set is never changed.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hashsets.importing import (
    ImportReport,
    data_file,
    digests_of,
    flush_folder,
    import_files,
)
from hashsets.manifest import MANIFEST, SetInfo, read_set
from hashsets.opened import OpenSet
from hashsets.order import ImportOrder
from hashsets.records import HashSetError

__all__ = ["Catalogue", "ImportOrder", "ImportReport", "SetInfo"]

TEMPORARY = ".unfinished-"


class Catalogue:
    """The hash sets in one folder (``skerry.home() / "hashsets"``)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def sets(self) -> list[SetInfo]:
        """Every stored set, oldest import first. Raises ``HashSetError`` where one is damaged."""
        found = [read_set(path.parent) for path in self._root.glob(f"[!.]*/[!.]*/{MANIFEST}")]
        return sorted(found, key=lambda info: info.manifest.sequence)

    def find(self, title: str) -> SetInfo:
        """The set called ``name@version``, or the newest import of ``name``.

        Raises ``HashSetError`` where there is none.
        """
        name, _, version = title.partition("@")
        stored = self.sets()
        for info in reversed(stored):
            if info.name == name and version in ("", info.version):
                return info
        titles = ", ".join(info.title for info in stored) or "none"
        raise HashSetError(f"there is no hash set {title!r}; stored: {titles}")

    def import_set(self, paths: Sequence[Path], order: ImportOrder) -> ImportReport:
        """Import files as one new version of a set.

        Raises ``HashSetError``, leaving nothing behind, where the files cannot be such a set.
        """
        try:
            with self._locked():
                return self._import(paths, order)
        except OSError as error:
            raise HashSetError(f"the set was not stored: {error.strerror}") from error

    def _import(self, paths: Sequence[Path], order: ImportOrder) -> ImportReport:
        stored = self.sets()
        base = self.find(order.extends) if order.extends else None
        with self._temporary() as folder:
            manifest, bad = import_files(paths, order, folder, stored, base)
            final = self._root / manifest.name / manifest.version
            final.parent.mkdir(exist_ok=True)
            folder.rename(final)
            flush_folder(final.parent)
            flush_folder(self._root)
        digests = digests_of(manifest.sources)
        same = (info.title for info in stored if digests_of(info.manifest.sources) == digests)
        info = SetInfo(folder=final, manifest=manifest)
        return ImportReport(info=info, bad=bad, same_as=tuple(same))

    def remove(self, info: SetInfo) -> None:
        """Forget a set. Programs that have it open keep their view of it."""
        with self._locked(), self._temporary() as folder:
            info.folder.rename(folder / "removed")
            if not any(info.folder.parent.iterdir()):
                info.folder.parent.rmdir()

    def verify(self, info: SetInfo) -> list[str]:
        """What has changed in a stored set since it was imported; empty where nothing has."""
        present = {path.name: path for path in info.folder.iterdir() if path.name != MANIFEST}
        recorded = info.manifest.files
        problems = [f"{name} is missing" for name in sorted(recorded.keys() - present.keys())]
        problems += [
            f"{name} is not the set's" for name in sorted(present.keys() - recorded.keys())
        ]
        for name in sorted(recorded.keys() & present.keys()):
            if data_file(present[name]) != recorded[name]:
                problems.append(f"{name} has changed")
        return problems or OpenSet(info).problems()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; what a killed one left behind is cleared away."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self._root.glob(TEMPORARY + "*"):
                shutil.rmtree(left)
            yield

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        """A folder beside the sets that is gone afterwards, unless it was renamed."""
        folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=self._root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

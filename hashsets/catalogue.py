"""The stored hash sets: import, list, find, verify, remove.

Each version of a set is a folder ``<name>/<version>`` that is written elsewhere, flushed, and
renamed into place whole, so that a killed import leaves nothing behind that looks like a set. A
stored set is never changed.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hashsets.approvals import Approval, approval_of, approve, withdraw
from hashsets.blocks.importing import import_blocks
from hashsets.blocks.opened import OpenBlockSet
from hashsets.blocks.records import BlockOrder
from hashsets.importing import ImportReport, data_file, flush_folder, import_files
from hashsets.manifest import MANIFEST, Manifest, SetInfo, digests_of, read_set
from hashsets.opened import OpenSet
from hashsets.order import ImportOrder
from hashsets.policy import Policy, load_policy
from hashsets.reading import BadInFile, Watch
from hashsets.records import HashSetError
from hashsets.refusals import refuse_unsigned

__all__ = ["Catalogue", "ImportOrder", "ImportReport", "SetInfo"]

TEMPORARY = ".unfinished-"

Written = tuple[Manifest, tuple[BadInFile, ...]]
Write = Callable[[Path, list[SetInfo], SetInfo | None], Written]
"""What was written into a new set's folder, and what could not be used."""


class Catalogue:
    """The hash sets in one folder (``skerry.home() / "hashsets"``)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def policy(self) -> Policy:
        """The unit's rules, in ``policy.toml`` beside the folder; raises ``HashSetError``."""
        return load_policy(self._root.parent)

    def sets(self) -> list[SetInfo]:
        """Every set of digests of files that may be matched against, oldest import first.

        Where the policy wants approval, those without are left out. Raises ``HashSetError`` where a
        set is damaged.
        """
        return [info for info in self._approved() if not info.is_of_blocks]

    def block_sets(self) -> list[SetInfo]:
        """The same of the sets of digests of blocks."""
        return [info for info in self._approved() if info.is_of_blocks]

    def _approved(self) -> list[SetInfo]:
        stored = self.stored()
        if not self.policy.require_approval:
            return stored
        return [info for info in stored if self.approval(info)]

    def stored(self) -> list[SetInfo]:
        """Every stored set, also such as await approval; raises as ``sets`` does."""
        found = [read_set(path.parent) for path in self._root.glob(f"[!.]*/[!.]*/{MANIFEST}")]
        return sorted(found, key=lambda info: info.manifest.sequence)

    def find(self, title: str) -> SetInfo:
        """The set of files ``name@version``, or the newest of ``name``, that may be matched.

        Raises ``HashSetError`` where there is none.
        """
        if found := newest(self.sets(), title):
            return found
        raise HashSetError(self._why_not(title, blocks=False))

    def find_blocks(self, title: str) -> SetInfo:
        """The same of the sets of blocks."""
        if found := newest(self.block_sets(), title):
            return found
        raise HashSetError(self._why_not(title, blocks=True))

    def _why_not(self, title: str, blocks: bool) -> str:
        stored = self.find_stored(title)
        if stored.is_of_blocks != blocks:
            kinds = ("blocks", "files") if stored.is_of_blocks else ("files", "blocks")
            return f"{stored.title} holds digests of {kinds[0]}, not of {kinds[1]}"
        return f"{stored.title} awaits approval by a second person"

    def find_stored(self, title: str) -> SetInfo:
        """The same among all stored sets, also such as await approval."""
        stored = self.stored()
        if found := newest(stored, title):
            return found
        titles = ", ".join(info.title for info in stored) or "none"
        raise HashSetError(f"there is no hash set {title!r}; stored: {titles}")

    def approval(self, info: SetInfo) -> Approval | None:
        """The second person's approval of a set, if it has one."""
        return approval_of(self._root, info)

    def approve(self, info: SetInfo, approver: str) -> Approval:
        """Record a second person's approval; raises ``HashSetError`` where it cannot be given."""
        with self._locked():
            return approve(self._root, info, approver)

    def import_set(
        self, paths: Sequence[Path], order: ImportOrder, watch: Watch | None = None
    ) -> ImportReport:
        """Import files as one new version of a set; ``watch`` is told how far it is.

        Raises ``HashSetError``, leaving nothing behind, where the files cannot be such a set.
        """

        def write(folder: Path, stored: list[SetInfo], base: SetInfo | None) -> Written:
            refuse_unsigned(order, base, self.policy)
            return import_files(paths, order, folder, stored, base, watch)

        return self._store(write, order.extends)

    def make_blocks(
        self, paths: Sequence[Path], order: BlockOrder, watch: Watch | None = None
    ) -> ImportReport:
        """Store the blocks of files, or of lists of their digests, as a set of their own kind.

        Raises as ``import_set``.
        """
        return self._store(
            lambda folder, stored, _: import_blocks(paths, order, folder, stored, watch)
        )

    def _store(self, write: Write, extends: str | None = None) -> ImportReport:
        try:
            with self._locked():
                return self._stored(write, extends)
        except OSError as error:
            raise HashSetError(f"the set was not stored: {error.strerror}") from error

    def _stored(self, write: Write, extends: str | None) -> ImportReport:
        stored = self.stored()
        base = self.find_stored(extends) if extends else None
        with self._temporary() as folder:
            manifest, bad = write(folder, stored, base)
            final = self._root / manifest.name / manifest.version
            final.parent.mkdir(exist_ok=True)
            folder.rename(final)
            flush_folder(final.parent)
            flush_folder(self._root)
        info = SetInfo(folder=final, manifest=manifest)
        same, also = met_before(info, stored, base)
        return ImportReport(info=info, bad=bad, same_as=same, also_in=also)

    def remove(self, info: SetInfo) -> None:
        """Forget a set. Programs that have it open keep their view of it."""
        with self._locked(), self._temporary() as folder:
            info.folder.rename(folder / "removed")
            if not any(info.folder.parent.iterdir()):
                info.folder.parent.rmdir()
            withdraw(self._root, info)

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
        if problems:
            return problems
        opened = OpenBlockSet(info) if info.is_of_blocks else OpenSet(info)
        return opened.problems()

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


def met_before(
    info: SetInfo, stored: Sequence[SetInfo], base: SetInfo | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stored sets made of the same files, and where else any that is new to ``base`` stands."""
    digests = digests_of(info.manifest.sources)
    same = [other for other in stored if digests_of(other.manifest.sources) == digests]
    known = digests_of(base.manifest.sources) if base else []
    new = {one.sha256: one.name for one in info.manifest.sources if one.sha256 not in known}
    also = [
        f"{new[one.sha256]} is in {other.title} too"
        for other in stored
        for one in other.manifest.sources
        if one.sha256 in new and other not in same
    ]
    return tuple(other.title for other in same), tuple(also)


def newest(infos: Sequence[SetInfo], title: str) -> SetInfo | None:
    """The last of the sets that is called ``name`` or ``name@version``."""
    name, _, version = title.partition("@")
    named = (info for info in reversed(infos) if info.name == name)
    return next((info for info in named if version in ("", info.version)), None)

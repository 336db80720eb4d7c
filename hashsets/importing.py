"""Importing files as one new version of a set."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path

import msgspec

from hashsets.filling import Filling, filled
from hashsets.formats.base import Format
from hashsets.formats.mapped import Mapped
from hashsets.manifest import MANIFEST, Counts, DataFile, Manifest, SetInfo, SourceFile, digests_of
from hashsets.order import ImportOrder
from hashsets.reading import BadInFile, Complaints, Watch, format_of, source_file
from hashsets.records import PERCEPTUAL, HashSetError
from hashsets.refusals import (
    refuse_changed,
    refuse_existing,
    refuse_meaning,
    refuse_names,
    refuse_nothing,
    refuse_other_than_files,
    refuse_repetition,
    states,
)


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """How an import went.

    The counts are in ``info.manifest.counts``; ``bad`` shows the first hundred records that could
    not be used. ``same_as`` names stored sets that were made from the very same files, ``also_in``
    says which of the files stand in others.
    """

    info: SetInfo
    bad: tuple[BadInFile, ...]
    same_as: tuple[str, ...]
    also_in: tuple[str, ...] = ()

    @property
    def counts(self) -> Counts:
        """How the import added up."""
        return self.info.manifest.counts


def import_files(
    paths: Sequence[Path],
    order: ImportOrder,
    folder: Path,
    stored: Sequence[SetInfo],
    base: SetInfo | None = None,
    watch: Watch | None = None,
) -> tuple[Manifest, tuple[BadInFile, ...]]:
    """Write the files of a set into ``folder``, which is empty, and flush them to the disk.

    ``base`` is the stored set that ``order`` extends: the new one holds its records and the files'.
    Raises ``HashSetError`` where the order contradicts itself or the files hold nothing to match.
    """
    refuse_names(order)
    refuse_other_than_files(paths)
    formats = [wanted_format(path, order) for path in paths]
    if base:
        order = as_before(order, base)
    refuse_meaning(order, formats)
    before = states(paths)
    given = tuple(map(source_file, paths, formats))
    refuse_repetition(given, base)
    sources = (*(base.manifest.sources if base else ()), *given)
    version = order.version or content_version(sources)
    refuse_existing(order.name, version, sources, stored)
    complaints = Complaints()
    files = list(zip(paths, formats, strict=True))
    counts = filled(Filling(folder, order, files, watch), base, complaints)
    refuse_changed(paths, before)
    refuse_nothing(order, counts, complaints, base)
    manifest = Manifest(
        name=order.name,
        version=version,
        disposition=order.disposition,
        sequence=1 + max((info.manifest.sequence for info in stored), default=0),
        imported_by=order.importer,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources,
        counts=counts,
        files=data_files(folder),
        incomplete=complaints.incomplete or (base.manifest.incomplete if base else None),
        pipeline=pipeline_of(order, counts),
        profile=order.profile,
        signer=order.signer,
        extends=base.title if base else None,
    )
    write_manifest(folder, manifest)
    return manifest, tuple(complaints.first)


def wanted_format(path: Path, order: ImportOrder) -> Format:
    """The format that the mapping describes, or that the order names or leaves to be recognised."""
    if order.mapping is None:
        return format_of(path, order.format)
    if order.format != "auto":
        raise HashSetError(f"a mapping describes the files: they cannot be {order.format} as well")
    return Mapped(order.mapping)


def as_before(order: ImportOrder, base: SetInfo) -> ImportOrder:
    """The order with what the older version lays down; a set keeps one meaning throughout."""
    older = base.manifest
    if base.is_of_blocks:
        raise HashSetError(f"{base.title} holds blocks: make it again, it cannot be added to")
    for what, wanted, said in (
        ("disposition", order.disposition, older.disposition),
        ("category profile", order.profile or older.profile, older.profile),
        ("pipeline", order.pipeline or older.pipeline, older.pipeline or order.pipeline),
    ):
        if wanted != said:
            raise HashSetError(f"{base.title} has another {what}: it cannot be added to so")
    pipeline = older.pipeline or order.pipeline
    return msgspec.structs.replace(
        order, profile=older.profile, signer=order.signer or older.signer, pipeline=pipeline
    )


def content_version(sources: Sequence[SourceFile]) -> str:
    """A version that two machines importing the same files agree on."""
    return sha256("".join(digests_of(sources)).encode()).hexdigest()[:12]


def pipeline_of(order: ImportOrder, counts: Counts) -> str | None:
    """How a set's perceptual hashes were made; null for a set without any."""
    perceptual = any(algorithm in counts.entries for algorithm in PERCEPTUAL)
    return (order.pipeline or "unknown") if perceptual else None


def data_file(path: Path) -> DataFile:
    """A written file's length and digest; flushes it to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return DataFile(sha256=file_digest(file, "sha256").hexdigest(), size=file.tell())


def data_files(folder: Path) -> dict[str, DataFile]:
    """The files written, by name."""
    paths = sorted(folder.iterdir())
    with ThreadPoolExecutor(2) as threads:
        return dict(zip((path.name for path in paths), threads.map(data_file, paths), strict=True))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest last, and flush it and its folder to the disk."""
    with (folder / MANIFEST).open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

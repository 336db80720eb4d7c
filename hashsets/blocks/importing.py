"""Making a block set out of files, or out of lists of their blocks' digests."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from itertools import starmap
from pathlib import Path

import msgspec

from hashsets.blocks.building import BlockSetBuilder
from hashsets.blocks.content import Content
from hashsets.blocks.lists import list_named, recognised
from hashsets.blocks.lists.base import BlockList
from hashsets.blocks.records import (
    Block,
    BlockOrder,
    KnownFile,
    ShortBlock,
    checked_size,
)
from hashsets.formats.base import HEAD_BYTES
from hashsets.hexadecimal import shown
from hashsets.importing import data_files, write_manifest
from hashsets.manifest import Manifest, SetInfo, SourceFile, digests_of
from hashsets.reading import WATCHED, BadInFile, Complaints, Watch, source_file
from hashsets.records import BadRecord, HashSetError
from hashsets.refusals import refuse_existing, refuse_names, refuse_repetition

DEFAULT_SIZE = 4096
"""Bytes: the usual block of file systems, and large enough that few blocks occur by chance."""

SEPARATOR = re.compile(r"[/\\]")

Found = KnownFile | Block | ShortBlock


def import_blocks(
    paths: Sequence[Path],
    order: BlockOrder,
    folder: Path,
    stored: Sequence[SetInfo],
    watch: Watch | None = None,
) -> tuple[Manifest, tuple[BadInFile, ...]]:
    """Write the files of a block set into ``folder``, which is empty, and flush them to the disk.

    Raises ``HashSetError`` where the order cannot be met or there is nothing to match.
    """
    refuse_names(order)
    complaints = Complaints()
    size = checked_size(order.size or DEFAULT_SIZE)
    with ExitStack() as files:
        builder = BlockSetBuilder(folder, size, files)
        sources = filled(paths, order, builder, complaints, watch)
        counts, blocks = builder.finish()
    refuse_repetition(sources, base=None)
    version = order.version or version_of(sources, size)
    refuse_existing(order.name, version, sources, stored)
    if not counts.entries:
        first = complaints.first[0] if complaints.first else None
        why = f" ({first.file}, {first.position}: {first.reason})" if first else ""
        raise HashSetError(f"no block in {order.name} identifies a file{why}")
    manifest = Manifest(
        name=order.name,
        version=version,
        disposition=order.disposition,
        sequence=1 + max((info.manifest.sequence for info in stored), default=0),
        imported_by=order.importer,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources,
        counts=msgspec.structs.replace(counts, bad=complaints.count),
        files=data_files(folder),
        incomplete=complaints.incomplete,
        blocks=blocks,
    )
    write_manifest(folder, manifest)
    return manifest, tuple(complaints.first)


def filled(
    paths: Sequence[Path],
    order: BlockOrder,
    builder: BlockSetBuilder,
    complaints: Complaints,
    watch: Watch | None,
) -> tuple[SourceFile, ...]:
    """Put what the paths hold into the set; what they were."""
    if order.lists is None:
        content = Content(paths, builder.size, watch)
        for found in content.read():
            builder.add(found)
        return tuple(content.sources)
    lists = [list_of(path, order.lists) for path in paths]
    for path, known in zip(paths, lists, strict=True):
        if order.size is None and not known.says_size:
            raise HashSetError(f"{path.name} does not say how long its blocks are: give the size")
    for number, (path, known) in enumerate(zip(paths, lists, strict=True)):
        for found in listed(path, known, builder.size, complaints, watch):
            builder.add(within(found, number, path.name))
    return tuple(starmap(source_file, zip(paths, lists, strict=True)))


def list_of(path: Path, wanted: str) -> BlockList:
    """The format the operator named, or the one recognised where that is ``auto``."""
    if wanted != "auto":
        return list_named(wanted)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
    known = recognised(head)
    if known is None:
        start = shown(head.decode("latin-1"))
        raise HashSetError(f"{path.name} is no list of block digests; it starts {start}")
    return known


def listed(
    path: Path, known: BlockList, size: int, complaints: Complaints, watch: Watch | None
) -> Iterator[Found]:
    """What a list holds; what cannot be used goes to ``complaints``."""
    with path.open("rb") as file:
        for number, found in enumerate(known.read(file, size), 1):
            if isinstance(found, BadRecord):
                complaints.add(path.name, found)
            else:
                yield found
            if watch is not None and not number % WATCHED:
                watch(path, file.tell(), number)


def within(found: Found, number: int, name: str) -> Found:
    """The same, its file told apart from those of other lists; a nameless one is the list.

    Of a path on the machine that made the list only the last part is kept.
    """
    match found:
        case KnownFile():
            label = SEPARATOR.split(found.label)[-1] or (name if not found.key else "")
            return msgspec.structs.replace(found, key=f"{number}:{found.key}", label=label)
        case Block():
            return msgspec.structs.replace(found, file=f"{number}:{found.file}")
    return found


def version_of(sources: Sequence[SourceFile], size: int) -> str:
    """A version that two machines making the same set agree on."""
    return sha256("".join([*digests_of(sources), str(size)]).encode()).hexdigest()[:12]

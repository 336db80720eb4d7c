"""What hashdb exports: a JSON object a line, of a source file or of a block's digest.

``{"file_hash", "filesize", "name_pairs": [repository, name, …]}`` and ``{"block_hash",
"block_label", "source_sub_counts": [file hash, count, …]}`` (hashdb 3.1 Users Manual, "Import and
Export"); version 2 has ``source_offset_pairs`` [file hash, offset, …] instead of counts. Lines that
begin with ``#`` are its comments. It does not say how long the blocks are, and version 3 not where
in the file they lie.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from hashsets.blocks.lists.base import Listed
from hashsets.blocks.records import Block, KnownFile, LeftOut
from hashsets.formats.lines import first_line, numbered_lines
from hashsets.hexadecimal import HEX, parse_unnamed, shown
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm, BadRecord

name = "hashdb"
says_size = False

LABELS = {"R": LeftOut.RAMP, "H": LeftOut.HISTOGRAM, "W": LeftOut.WHITESPACE}
"""hashdb's own labels; what has any other (monotonic, listed as harmless) is left out as listed."""

Found = KnownFile | Block | BadRecord
_decoder = msgspec.json.Decoder()


def sniff(head: bytes) -> bool:
    """The first line is one of the two objects."""
    first = first_line(head)
    return first.startswith("{") and ('"block_hash"' in first or '"file_hash"' in first)


def read(stream: BinaryIO, size: int) -> Listed:
    """A block for each file that holds a digest, and the files."""
    for line in numbered_lines(stream):
        if isinstance(line, BadRecord):
            yield line
        elif line[1].strip() and not line[1].startswith("#"):
            yield from objects(line[1], size, f"line {line[0]}")


def objects(text: str, size: int, position: str) -> Iterator[Found]:
    """What one line says."""
    try:
        said = _decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        yield BadRecord(position=position, reason=f"not JSON: {shown(text)}")
        return
    if not isinstance(said, dict):
        said = {}
    if isinstance(said.get("block_hash"), str):
        yield from blocks(said, size, position)
    elif isinstance(said.get("file_hash"), str):
        yield known_file(said)
    else:
        yield BadRecord(position=position, reason="neither a block's digest nor a file's")


def known_file(said: dict[str, Any]) -> KnownFile:
    """A source file, by the last of its names."""
    key, size, pairs = said["file_hash"].lower(), said.get("filesize"), said.get("name_pairs")
    names = [each for each in pairs if isinstance(each, str)] if isinstance(pairs, list) else []
    counted = isinstance(size, int) and 0 <= size < 1 << 62
    return KnownFile(
        key=key,
        label=names[-1] if names else key,
        size=size if counted else None,
        identity=identity(key),
    )


def blocks(said: dict[str, Any], size: int, position: str) -> Iterator[Found]:
    """The block in each of its source files."""
    text = said["block_hash"]
    algorithm = Algorithm.SHA256 if len(text) == 64 else None
    digest = parse_unnamed(text, algorithm, position)
    if isinstance(digest, BadRecord):
        yield digest
        return
    label = said.get("block_label")
    reason = LABELS.get(label[:1], LeftOut.LISTED) if isinstance(label, str) and label else None
    for key, offset in sources(said):
        yield KnownFile(key=key, label="", identity=identity(key))
        index = None if offset is None or offset % size else offset // size
        yield Block(position=position, file=key, index=index, digests=(digest,), left_out=reason)


def sources(said: dict[str, Any]) -> list[tuple[str, int | None]]:
    """The files that hold a block, each once, and where where that is said."""
    found: dict[str, int | None] = {}
    for name_, with_offset in (("source_sub_counts", False), ("source_offset_pairs", True)):
        pairs = said.get(name_)
        if not isinstance(pairs, list):
            continue
        for key, number in zip(pairs[::2], pairs[1::2], strict=False):
            if isinstance(key, str):
                whole = isinstance(number, int) and 0 <= number < 1 << 62
                found.setdefault(key.lower(), number if with_offset and whole else None)
    return list(found.items()) or [("", None)]


def identity(key: str) -> str | None:
    """A file's digest with its algorithm, where its length tells."""
    kinds = {2 * DIGEST_BYTES[each]: each for each in EXACT}
    kind = kinds.get(len(key)) if HEX.fullmatch(key) else None
    return f"{kind}:{key}" if kind else None

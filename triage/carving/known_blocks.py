"""Blocks of known files found without the file: what stands together, and what is said of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from keywords.records import Severity
from triage.ids import finding_id
from triage.records import Carved, Entry, Finding, KnownBlock

BLOCK = "block"
"""The extension of entries that are blocks without a head, and the kind of their findings."""


def joined(blocks: Sequence[KnownBlock]) -> list[Carved]:
    """One piece for each stretch of blocks that touch or overlap."""
    pieces: list[Carved] = []
    for block in sorted(blocks, key=lambda block: (block.offset, block.size)):
        end = block.offset + block.size
        start = block.offset
        if pieces and start <= pieces[-1].offset + pieces[-1].length:
            last = pieces.pop()
            start, end = last.offset, max(end, last.offset + last.length)
        pieces.append(
            Carved(offset=start, length=end - start, format=BLOCK, extension=BLOCK, complete=False)
        )
    return pieces


def block_findings(entry: Entry, blocks: Sequence[KnownBlock]) -> Iterator[Finding]:
    """One finding for each known file of each set that the blocks within an entry are of."""
    for _, same in groupby(sorted(blocks, key=_order), key=_file):
        yield _finding(entry, list(same))


def _file(block: KnownBlock) -> tuple[str, str, str, str, int]:
    return block.set, block.set_version, block.label, block.identity or "", block.size


def _order(block: KnownBlock) -> tuple[object, ...]:
    return *_file(block), block.offset, block.record


def _finding(entry: Entry, blocks: Sequence[KnownBlock]) -> Finding:
    first = blocks[0]
    base = entry.runs[0][0] if entry.runs else 0
    what = (first.set, first.set_version, first.label, first.identity, first.size)
    return Finding(
        id=finding_id(file=entry.id, kind=BLOCK, what=what),
        file=entry.id,
        kind=BLOCK,
        severity=Severity.HIGH,
        set=first.set,
        set_version=first.set_version,
        record=first.record,
        label=first.label or None,
        algorithm=first.algorithm,
        offset=first.offset - base,
        spans=tuple((block.offset - base, block.size) for block in blocks),
        explanation=_explained(blocks),
    )


def _explained(blocks: Sequence[KnownBlock]) -> str:
    first = blocks[0]
    many = f"{len(blocks)} blocks" if len(blocks) > 1 else "One block"
    places = sorted({block.index for block in blocks if block.index is not None})
    numbered = f" (numbers {_ranges(places)} of the file, from 0)" if places else ""
    named = f' "{first.label}"' if first.label else ""
    size = f" of {first.file_size:,} bytes" if first.file_size else ""
    digest = f", {first.identity}" if first.identity else ""
    return (
        f"{many} of {first.size:,} bytes{numbered}, compared by {first.algorithm.upper()}, "
        f"of the known file{named}{size}{digest}: record {first.record} of set "
        f"{first.set}@{first.set_version}."
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as ``0-3, 7``; no more than the first few ranges."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"{a}-{b}" if a < b else str(a) for a, b in ranges[:8]]
    return ", ".join(shown) + (" …" if len(ranges) > 8 else "")

"""A library tried on a file of text, line by line, each line read on from those before it."""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from keywords.matcher import Matcher
from keywords.records import Hit
from keywords.stream import tail_of

TAIL = 256
"""Characters of the lines before that a line is read on from."""


class Place(NamedTuple):
    """Where a span begins, line and column from 1, and its words as they stand in the file."""

    line: int
    column: int
    words: str


def tried(matcher: Matcher, path: Path, event_type: str) -> Iterator[tuple[Hit, list[Place]]]:
    """Every hit in a file of UTF-8 and its places; other bytes are read as U+FFFD."""
    tail, starts = "", [0]
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        for line in lines:
            for hit in matcher.match(line, event_type, tail=tail):
                whole, before = tail + line, len(tail)
                yield (
                    hit,
                    [
                        _place(starts, starts[-1] + start, whole[before + start : before + end])
                        for start, end in hit.spans
                    ],
                )
            tail = tail_of(tail + line, TAIL)
            starts.append(starts[-1] + len(line))


def _place(starts: list[int], offset: int, words: str) -> Place:
    line = bisect_right(starts, offset)
    return Place(line, offset - starts[line - 1] + 1, words)

"""Text that arrives in pieces: what came just before on the same device, in the same app.

Kept is the last of it, from the start of a word, so that no cut makes a word of the end of one.
"""

import re
from collections import OrderedDict
from typing import NamedTuple

Source = tuple[str, str, str]
"""Person, device and app."""

TAIL = 64
"""Characters that are kept of a source."""

GAP = 30.0
"""Seconds after which what comes is not read on from what came before."""

MOST_SOURCES = 100_000

_SPACE = re.compile(r"\s+")


class Kept(NamedTuple):
    """The end of what a source gave, and when, in seconds."""

    time: float
    text: str


def tail_of(text: str, length: int = TAIL) -> str:
    """At most the last ``length`` characters of a text, from a place after white space."""
    if len(text) <= length:
        return text
    start = len(text) - length
    if text[start - 1].isspace():
        return text[start:]
    space = _SPACE.search(text, start)
    return text[space.end() :] if space else ""


class Tails:
    """The tails of many sources, in bounded memory: the source that was silent longest goes first.

    At most ``most`` sources of ``length`` characters are held. A piece that comes more than ``gap``
    seconds after the one before it, or is older than it, is read by itself.
    """

    def __init__(self, length: int = TAIL, gap: float = GAP, most: int = MOST_SOURCES) -> None:
        self._length = length
        self._gap = gap
        self._most = most
        self._kept: OrderedDict[Source, Kept] = OrderedDict()

    def before(self, source: Source, time: float) -> str:
        """What came just before ``time``, in seconds: the ``tail`` of ``Matcher.match``."""
        kept = self._kept.get(source)
        return kept.text if kept and 0 <= time - kept.time <= self._gap else ""

    def add(self, source: Source, time: float, text: str) -> None:
        """Read on from ``text``, which came at ``time``; not where something later is known."""
        known = self._kept.get(source)
        if known and time < known.time:
            return
        joined = self.before(source, time) + text
        self._kept.pop(source, None)
        self._kept[source] = Kept(time, tail_of(joined, self._length))
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, person: str) -> None:
        """Drop what is kept of a person, whose watch has ended."""
        for source in [source for source in self._kept if source[0] == person]:
            del self._kept[source]

    def kept(self) -> dict[Source, Kept]:
        """All that is kept, oldest first, so that it can be stored beside a position."""
        return dict(self._kept)

    def restore(self, kept: dict[Source, Kept]) -> None:
        """Take up what ``kept`` gave."""
        self._kept = OrderedDict(kept)

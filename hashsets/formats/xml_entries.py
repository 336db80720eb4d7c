"""The entries of an XML document, one at a time and each by itself, in bounded memory.

A document type or an entity declaration ends the reading: no exchange format has one, and they are
how a small file is made to expand without end or to reach for others.
"""

from collections import Counter, deque
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.parsers import expat

import msgspec

from hashsets.hexadecimal import shown
from hashsets.records import BadRecord, HashSetError

CHUNK = 1 << 16
LONGEST_TOKEN = 1 << 20
"""Bytes of one tag, comment or instruction, which the parser holds whole."""

LARGEST = 1 << 22
"""Characters of one entry; an element counts as ``ELEMENT`` of them besides its own."""

ELEMENT = 256
DEEPEST = 64


class XmlEntry(msgspec.Struct, frozen=True):
    """An entry without namespaces, tails or the space around its text, and where it stands."""

    position: str
    element: Element


class UnfitXml(HashSetError):
    """The document is not one that may be read on."""


class Refused(UnfitXml):
    """It is another kind of document altogether."""


def xml_entries(
    stream: BinaryIO, root: str, names: frozenset[str]
) -> Iterator[XmlEntry | BadRecord]:
    """Every element of one of ``names`` under the element ``root``.

    Never raises for what the stream holds: the last is a ``BadRecord`` where it could not be read
    to its end, or is no ``root``.
    """
    reader = Reader(root, names)
    try:
        while chunk := stream.read(CHUNK):
            reader.feed(chunk)
            yield from reader.taken()
        reader.close()
    except UnfitXml as error:
        yield from reader.taken()
        consequence = "refused" if isinstance(error, Refused) else "incomplete"
        yield msgspec.structs.replace(reader.bad(str(error)), consequence=consequence)
    except (expat.ExpatError, ValueError, LookupError) as error:
        yield from reader.taken()
        bad = reader.bad(f"not XML from here on ({error})")
        yield msgspec.structs.replace(bad, consequence="incomplete")
    else:
        yield from reader.taken()


class Reader:
    """Turns the parser's events into entries."""

    def __init__(self, root: str, names: frozenset[str]) -> None:
        self._root, self._names = root, names
        self._found: deque[XmlEntry | BadRecord] = deque()
        self._counts: Counter[str] = Counter()
        self._depth = self._fed = self._weight = 0
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._position = "the start"
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._declaration
        parser.EntityDeclHandler = self._declaration

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        self._parser.Parse(chunk, False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise UnfitXml("a tag or comment here never ends")

    def close(self) -> None:
        """Hold the document to be whole."""
        self._parser.Parse(b"", True)

    def taken(self) -> Iterator[XmlEntry | BadRecord]:
        """What was found since this was last asked."""
        while self._found:
            yield self._found.popleft()

    def bad(self, reason: str) -> BadRecord:
        """A complaint about what is being read now."""
        where = f"line {self._parser.CurrentLineNumber}"
        return BadRecord(position=f"{where}, after {self._position}", reason=reason)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnfitXml(f"elements are nested more than {DEEPEST} deep")
        if self._depth == 1 and tag != self._root:
            raise Refused(f"the document is {shown(tag)}, not {self._root}")
        if self._open:
            self._nest(tag, attributes)
        elif tag in self._names:
            self._position = f"{tag}[{self._counts[tag]}]"
            self._counts[tag] += 1
            self._weight = 0
            self._nest(tag, attributes)

    def _nest(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, {local(key): value for key, value in attributes.items()})
        self._weight += ELEMENT + sum(map(len, attributes.values()))
        if self._open and self._weight <= LARGEST:
            self._open[-1].append(element)
        self._open.append(element)
        self._texts.append([])

    def _text(self, text: str) -> None:
        if self._open:
            self._weight += len(text)
            if self._weight <= LARGEST:
                self._texts[-1].append(text)

    def _end(self, name: str) -> None:
        del name
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        element.text = "".join(self._texts.pop()).strip() or None
        if self._open:
            return
        if self._weight > LARGEST:
            reason = f"the entry is larger than {LARGEST:,} characters"
            self._found.append(BadRecord(position=self._position, reason=reason))
        else:
            self._found.append(XmlEntry(self._position, element))

    def _declaration(self, *declared: object) -> None:
        del declared
        raise UnfitXml("document types and entities are refused")


def local(name: str) -> str:
    """A name without the namespace's address before it."""
    return name.rpartition(" ")[2]

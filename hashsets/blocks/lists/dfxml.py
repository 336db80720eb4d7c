"""Digital Forensics XML with a digest for each byte run, as ``md5deep -d -p`` writes it.

``<byte_run file_offset= len=>`` (``<run>`` in old files) within ``<fileobject>`` holds a
``<hashdigest type=>`` for each digest (Garfinkel, "Digital forensics XML and the DFXML toolset",
Digital Investigation 8, 2012; forensics.wiki, "DFXML piecewise hashing").
"""

from typing import BinaryIO
from xml.etree.ElementTree import Element

from hashsets.blocks.lists.base import Listed, placed
from hashsets.blocks.records import Block, KnownFile
from hashsets.formats.xml_entries import XmlEntry, xml_entries
from hashsets.hexadecimal import algorithm_called, parse_digest, shown
from hashsets.records import EXACT, Algorithm, BadRecord, Digest

name = "dfxml"
says_size = True

RUNS = ("byte_run", "run")
NAMES = frozenset({"filename", "filesize", "hashdigest", *RUNS})


def sniff(head: bytes) -> bool:
    """The root is DFXML's, or that of old versions of md5deep."""
    return b"<dfxml" in head or b"<md5deep" in head


def read(stream: BinaryIO, size: int) -> Listed:
    """A block for each byte run, and its file before and, once its digest is known, after them."""
    head = stream.read(8192)
    stream.seek(0)
    root = "dfxml" if b"<dfxml" in head else "md5deep"
    number, label, length = -1, "", None
    for entry in xml_entries(stream, root, NAMES):
        if isinstance(entry, BadRecord):
            yield entry
            continue
        tag, text = entry.element.tag, entry.element.text or ""
        if tag == "filename":
            number, label, length = number + 1, text, None
            yield KnownFile(key=str(number), label=label)
        elif number < 0:
            yield BadRecord(position=entry.position, reason="it belongs to no file")
        elif tag == "filesize":
            length = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
            yield KnownFile(key=str(number), label=label, size=length)
        elif tag in RUNS:
            yield from run(entry, str(number), size)
        else:
            identity = f"{entry.element.get('type', '').lower()}:{text.lower()}"
            yield KnownFile(key=str(number), label=label, size=length, identity=identity)


def run(entry: XmlEntry, key: str, size: int) -> Listed:
    """The block of a byte run; one without digests, as of a file's place on disk, is no block."""
    digests: list[Digest] = []
    for inner in entry.element.iter("hashdigest"):
        algorithm = algorithm_called(inner.get("type", ""))
        if algorithm not in EXACT:
            continue
        digest = parse_digest(inner.text or "", Algorithm(algorithm), entry.position)
        if isinstance(digest, BadRecord):
            yield digest
            return
        digests.append(digest)
    start, length = number_in(entry.element, "file_offset"), number_in(entry.element, "len")
    if not digests:
        return
    if start is None or length is None:
        where = shown(str(dict(entry.element.items())))
        reason = f"a byte run needs file_offset and len: {where}"
        yield BadRecord(position=entry.position, reason=reason)
        return
    place = placed(start, length, size, entry.position)
    if isinstance(place, int):
        yield Block(position=entry.position, file=key, index=place, digests=tuple(digests))
    else:
        yield place


def number_in(element: Element, attribute: str) -> int | None:
    """A whole number that an attribute holds."""
    text = element.get(attribute, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

"""Plain lists of block digests: one a line; of which files they are is not said."""

from typing import BinaryIO

from hashsets.blocks.lists.base import Listed
from hashsets.blocks.records import Block, KnownFile
from hashsets.formats import plain
from hashsets.records import EXACT, Algorithm, BadRecord, HashRecord

name = "plain"
says_size = False
sniff = plain.sniff

KEY = ""


def read(stream: BinaryIO, size: int) -> Listed:
    """A block for each digest: MD5, SHA-1, or SHA-256 where a first line says so or by length."""
    del size
    yield KnownFile(key=KEY, label="")
    for number, record in enumerate(plain.read(stream, told(stream))):
        if isinstance(record, BadRecord):
            yield record
        elif isinstance(record, HashRecord):
            digests = tuple(held for held in record.digests if held[0] in EXACT)
            if digests:
                yield Block(position=record.position, file=KEY, index=number, digests=digests)
            else:
                yield BadRecord(position=record.position, reason="not an exact digest")


def told(stream: BinaryIO) -> Algorithm | None:
    """SHA-256 where the first digest has 64 digits: blocks have no perceptual hash."""
    head = stream.read(8192)
    stream.seek(0)
    words = (line.strip() for line in head.splitlines())
    first = next((word for word in words if word and not word.startswith(b"#")), b"")
    return Algorithm.SHA256 if len(first) == 64 else None

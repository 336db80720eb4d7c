"""Which encoding a file is in: by its byte order mark, its zero bytes, or whether it is UTF-8."""

import codecs
import re
from pathlib import Path

PIECE = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMED = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252"}
"""What a map may name, and Python's name for it, which takes a byte order mark off."""

_BAD = re.compile("[\udc80-\udcff]")
_GOOD = re.compile("[^\x00-\x7f\udc80-\udcff]")


def sniff(path: Path) -> str:
    """Python's name for the encoding; raises ``OSError``.

    Bytes that are not UTF-8 make a file one of Windows-1252 only where they outnumber the letters
    that are: one broken letter must not turn all others into something else.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    return _without_zeros(path) if b"\0" not in head else _by_zeros(head)


def _by_zeros(head: bytes) -> str:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) // 2:
        return "utf-8-sig"
    return "utf-16-le" if odd > even else "utf-16-be"


def _without_zeros(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            good += len(_GOOD.findall(text))
            bad += len(_BAD.findall(text))
    bad += len(_BAD.findall(decoder.decode(b"", final=True)))
    return "cp1252" if bad > good else "utf-8-sig"


def errors_of(encoding: str) -> str:
    """How bytes that are not of the encoding are kept, so that only their row is refused."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"

"""JSON as UTF-8 from its first character, whatever its byte-order mark.

RFC 8259 wants UTF-8 and no mark; programs on Windows write marks, and UTF-16 with them.
"""

import codecs
import io
from typing import Any, BinaryIO

from hashsets.formats.lines import encoding_of

CHUNK = 1 << 16


def json_stream(stream: BinaryIO) -> BinaryIO:
    """The document in ``stream``, from its beginning, in UTF-8."""
    stream.seek(0)
    encoding = encoding_of(stream.read(4))
    stream.seek(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
    return io.BufferedReader(Recoded(stream)) if encoding == "utf-16" else stream


def json_head(head: bytes) -> bytes:
    """The beginning of a document in UTF-8, without a mark or the space before it."""
    return head.decode(encoding_of(head), "replace").lstrip().encode()


class Recoded(io.RawIOBase):
    """A stream in UTF-16, by its mark, as UTF-8; what is no character is replaced."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._pending, self._ended = stream, b"", False
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - typed collections.abc.Buffer from 3.12
        """The next bytes."""
        while not self._pending and not self._ended:
            chunk = self._stream.read(CHUNK)
            self._ended = not chunk
            self._pending = self._decoder.decode(chunk, final=self._ended).encode()
        into = memoryview(buffer).cast("B")
        taken = self._pending[: len(into)]
        self._pending = self._pending[len(taken) :]
        into[: len(taken)] = taken
        return len(taken)

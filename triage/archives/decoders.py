"""Decompression in bounded pieces, of hostile streams, with a cap on the ratio."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from struct import unpack
from typing import Protocol

from triage.archives.limits import ArchiveLimits, exceeds_ratio
from triage.content import Content, Unexamined
from triage.reasons import Reason

FEED_BYTES = 64 << 10
PIECE_BYTES = 256 << 10
DICTIONARY_BYTES = 128 << 20
"""The largest LZMA dictionary allowed; ``xz -9`` uses half of it."""


class Decoder(Protocol):
    """What ``bz2`` and ``lzma`` offer."""

    @property
    def eof(self) -> bool:
        """Whether the stream's end was seen."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before more goes in."""

    @property
    def unused_data(self) -> bytes:
        """What was fed beyond the stream's end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Up to ``max_length`` bytes of output."""


class Inflater:
    """``zlib``'s decompressor with the interface of the other two."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self._full = False

    @property
    def eof(self) -> bool:
        """Whether the stream's end was seen."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before more goes in."""
        return not self._full and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What was fed beyond the stream's end."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Up to ``max_length`` bytes of output."""
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length
        return piece


def deflate() -> Decoder:
    """Raw deflate (RFC 1951), as zip holds it."""
    return Inflater(-zlib.MAX_WBITS)


def gzip() -> Decoder:
    """One gzip member (RFC 1952), its checksum verified."""
    return Inflater(16 + zlib.MAX_WBITS)


def bzip2() -> Decoder:
    """One bzip2 stream."""
    return bz2.BZ2Decompressor()


def xz() -> Decoder:
    """One xz stream; a larger dictionary than ``DICTIONARY_BYTES`` is an error."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=DICTIONARY_BYTES + (16 << 20))


def zip_lzma(header: bytes) -> tuple[int, Callable[[], Decoder]]:
    """The length of a zip member's LZMA header (APPNOTE 5.8.8) and the decoder it describes.

    Raises ``Unexamined`` where the header is damaged or its dictionary too large.
    """
    if len(header) < 9 or unpack("<H", header[2:4])[0] != 5 or header[4] >= 9 * 5 * 5:
        raise Unexamined(Reason.DAMAGED, "the header of its LZMA stream is damaged")
    dictionary: int = unpack("<I", header[5:9])[0]
    if dictionary > DICTIONARY_BYTES:
        detail = f"its LZMA dictionary of {dictionary} bytes is larger than {DICTIONARY_BYTES}"
        raise Unexamined(Reason.MEMORY, detail)
    powers, literal = divmod(header[4], 9)
    high, low = divmod(powers, 5)
    if literal + low > 4:
        raise Unexamined(Reason.UNSUPPORTED_FORMAT, "its LZMA stream has properties liblzma lacks")
    chain = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(dictionary, 4096),
        "lc": literal,
        "lp": low,
        "pb": high,
    }
    return 9, lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])


class Stream:
    """Streams at the start of a content being decoded; counts bytes ``taken`` and ``given``."""

    def __init__(
        self, content: Content, make: Callable[[], Decoder], limits: ArchiveLimits
    ) -> None:
        self._content = content
        self._make = make
        self._limits = limits
        self.taken = 0
        self.given = 0
        self.ended = False

    def pieces(self) -> Iterator[bytes]:
        """The output of one stream from ``taken`` on, no piece empty.

        It stops without ``ended`` where the content ends first. Raises ``Unexamined`` where the
        stream is damaged or is a bomb.
        """
        decoder = self._make()
        self.ended = False
        while not decoder.eof:
            piece = self._step(decoder)
            if piece:
                yield piece
            elif piece is None:
                return
        self.ended = True
        self.taken -= len(decoder.unused_data)

    def _step(self, decoder: Decoder) -> bytes | None:
        """What one call gives, perhaps nothing yet; null where there is no more to feed."""
        fed = b""
        if decoder.needs_input:
            fed = self._content.read(self.taken, FEED_BYTES)
            if not fed:
                return None
        self.taken += len(fed)
        try:
            piece = decoder.decompress(fed, PIECE_BYTES)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
            detail = f"the compressed stream is damaged after {self.given} bytes"
            raise Unexamined(Reason.DAMAGED, detail) from error
        self.given += len(piece)
        if exceeds_ratio(self._limits, self.taken, self.given):
            detail = f"it unpacks to more than {self._limits.ratio} times its size"
            raise Unexamined(Reason.LIMIT_RATIO, detail)
        return piece


def decoded(
    content: Content, make: Callable[[], Decoder], limits: ArchiveLimits
) -> Iterator[bytes]:
    """The output of the one stream at the start of ``content``, in pieces.

    A stream without an end mark ends where ``content`` does; whether that is right, its declared
    size tells.
    """
    return Stream(content, make, limits).pieces()


def decoded_all(
    content: Content, make: Callable[[], Decoder], magic: bytes, limits: ArchiveLimits
) -> Iterator[bytes]:
    """The output of all streams in ``content``, one after another, in pieces.

    What follows the last stream and does not begin with ``magic`` is padding. Raises
    ``Unexamined`` where a stream is damaged or cut off.
    """
    stream = Stream(content, make, limits)
    while content.read(stream.taken, len(magic)) == magic:
        yield from stream.pieces()
        if not stream.ended:
            detail = f"the compressed stream is cut off after {stream.given} bytes"
            raise Unexamined(Reason.DAMAGED, detail)
        stream.taken += _padding(content.read(stream.taken, FEED_BYTES))


def verified(pieces: Iterator[bytes], size: int, crc: int) -> Iterator[bytes]:
    """The same pieces, the last one only where length (bytes) and CRC-32 are as declared.

    Raises ``Unexamined`` otherwise.
    """
    seen = running = 0
    for piece in pieces:
        seen += len(piece)
        running = zlib.crc32(piece, running)
        if seen > size or (seen == size and next(pieces, b"")):
            raise Unexamined(Reason.DAMAGED, f"it unpacks to more than the declared {size} bytes")
        if seen == size and running != crc:
            raise Unexamined(Reason.DAMAGED, "the checksum of the content is wrong")
        yield piece
    if seen < size:
        raise Unexamined(Reason.DAMAGED, f"it unpacks to {seen} bytes, not {size}")


def _padding(rest: bytes) -> int:
    """How many zero bytes ``rest`` starts with; xz and tapes pad with them."""
    return len(rest) - len(rest.lstrip(b"\0"))

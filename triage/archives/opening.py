"""Telling an archive by its content, and opening it."""

from collections.abc import Callable

from triage.archives.base import Archive
from triage.archives.decoders import Decoder, bzip2, decoded_all, gzip, xz
from triage.archives.limits import ArchiveLimits
from triage.archives.rewinding import Rewinding
from triage.archives.tar_archive import TarArchive
from triage.archives.tar_headers import BLOCK, parse
from triage.archives.zip_archive import ZipArchive
from triage.content import Content, Unexamined
from triage.reasons import Reason

ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")

COMPRESSIONS: dict[str, tuple[bytes, Callable[[], Decoder]]] = {
    "gzip": (b"\x1f\x8b\x08", gzip),
    "bzip2": (b"BZh", bzip2),
    "xz": (b"\xfd7zXZ\x00", xz),
}


def archive_kind(head: bytes) -> str | None:
    """What the content that starts with ``head`` (512 bytes or more) is, by content alone.

    ``zip`` and ``tar`` are archives; ``gzip``, ``bzip2`` and ``xz`` may hold a tar, which
    ``open_archive`` finds out. Null for anything else.
    """
    if head.startswith(ZIP_HEADS):
        return "zip"
    for name, (magic, _) in COMPRESSIONS.items():
        if head.startswith(magic):
            return name
    return "tar" if parse(head[:BLOCK]) is not None else None


def open_archive(content: Content, limits: ArchiveLimits) -> Archive:
    """Open a zip, or a tar that may be compressed.

    Something may stand before a zip. Raises ``Unexamined``: DAMAGED where a zip's directory is
    missing, UNSUPPORTED_FORMAT where it is no archive or a compressed file without a tar inside.
    """
    kind = archive_kind(content.read(0, BLOCK))
    if kind == "tar":
        return TarArchive(content, limits)
    if kind is None or kind == "zip":
        return ZipArchive(content, limits)
    magic, make = COMPRESSIONS[kind]
    stream = Rewinding(lambda: decoded_all(content, make, magic, limits))
    if parse(stream.read(0, BLOCK)) is None:
        raise Unexamined(Reason.UNSUPPORTED_FORMAT, f"{kind} data without a tar inside")
    return TarArchive(stream, limits)

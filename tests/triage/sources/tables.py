"""Partition tables written by hand."""

import binascii
from struct import pack

SECTOR = 512
LINUX = bytes.fromhex("af3dc60f838472478e793d69d8477de4")


def _mbr_row(kind: int, start: int, count: int) -> bytes:
    return pack("<B3sB3sII", 0, b"\0" * 3, kind, b"\0" * 3, start, count)


def mbr(*rows: tuple[int, int, int]) -> bytes:
    """Sector 0 with up to four (type, first sector, sectors)."""
    table = b"".join(_mbr_row(*row) for row in rows).ljust(64, b"\0")
    return b"\0" * 446 + table + b"\x55\xaa"


def disk(size: int, parts: dict[int, bytes]) -> bytes:
    """A disk of ``size`` bytes with ``parts`` at their sectors."""
    body = bytearray(size)
    for sector, part in parts.items():
        body[sector * SECTOR : sector * SECTOR + len(part)] = part
    return bytes(body)


def gpt(size: int, rows: list[tuple[int, int]], sector: int = SECTOR) -> dict[int, bytes]:
    """The tables of a GPT disk with partitions (first, last), by offset in bytes."""
    last = size // sector - 1
    entries = b"".join(
        pack("<16s16sQQQ72s", LINUX, bytes([number + 1]) * 16, first, end, 0, b"p\0")
        for number, (first, end) in enumerate(rows)
    ).ljust(128 * 128, b"\0")
    blocks = len(entries) // sector
    return {
        0: mbr((0xEE, 1, last)),
        sector: _gpt_header(1, last, 2, entries, blocks),
        2 * sector: entries,
        (last - blocks) * sector: entries,
        last * sector: _gpt_header(last, 1, last - blocks, entries, blocks),
    }


def _gpt_header(own: int, other: int, table: int, entries: bytes, blocks: int) -> bytes:
    def header(checksum: int) -> bytes:
        return pack(
            "<8sIIIIQQQQ16sQIII",
            b"EFI PART",
            0x10000,
            92,
            checksum,
            0,
            own,
            other,
            2 + blocks,
            max(own, other) - blocks - 1,
            b"\7" * 16,
            table,
            128,
            128,
            binascii.crc32(entries),
        )

    return header(binascii.crc32(header(0)))


def placed(size: int, parts: dict[int, bytes]) -> bytes:
    """A disk of ``size`` bytes with ``parts`` at their offsets in bytes."""
    body = bytearray(size)
    for offset, part in parts.items():
        body[offset : offset + len(part)] = part
    return bytes(body)

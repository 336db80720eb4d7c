"""One header block of a tar, parsed.

Sources: POSIX.1-2024 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
"""

from msgspec import Struct

BLOCK = 512
USTAR_MAGIC = b"ustar\x00"
GNU_MAGIC = b"ustar "
MAGIC = slice(257, 263)
LINK_NAME = slice(157, 257)


class Header(Struct, frozen=True):
    """A header block. ``size`` is the bytes of data that follow; ``modified`` in seconds, UTC."""

    name: bytes
    size: int
    modified: int
    type: bytes
    block: bytes

    @property
    def gnu(self) -> bool:
        """Whether GNU tar's own format is used."""
        return self.block[MAGIC] == GNU_MAGIC


def padded(length: int) -> int:
    """Length in bytes rounded up to whole blocks."""
    return -(-length // BLOCK) * BLOCK


def parse(block: bytes) -> Header | None:
    """The header in a block of 512 bytes; null where its checksum or numbers are wrong."""
    if len(block) != BLOCK or not checksum_holds(block):
        return None
    size, modified = number(block[124:136]), number(block[136:148])
    if size is None or size < 0:
        return None
    return Header(_name(block), size, modified or 0, block[156:157], block)


def checksum_holds(block: bytes) -> bool:
    """Whether the block's checksum is right, its bytes taken as unsigned or (old tars) signed."""
    claimed = number(block[148:156])
    if claimed is None or not any(block):
        return False
    others = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(others)
    return claimed in (unsigned, unsigned - 256 * sum(byte > 127 for byte in others))


def number(field: bytes) -> int | None:
    """A number in octal digits, or in base 256 as GNU and star write large and negative ones."""
    if field[:1] in (b"\x80", b"\xff"):
        return (
            int.from_bytes(field, "big", signed=True)
            if field[0] == 0xFF
            else int.from_bytes(field[1:], "big")
        )
    digits = field.split(b"\0", 1)[0].strip()
    if not digits:
        return 0
    return int(digits, 8) if digits.isdigit() and not digits.strip(b"01234567") else None


def text(field: bytes) -> bytes:
    """A field up to its NUL."""
    return field.split(b"\0", 1)[0]


def _name(block: bytes) -> bytes:
    name, prefix = text(block[:100]), text(block[345:500])
    if prefix and block[MAGIC] == USTAR_MAGIC:
        return prefix + b"/" + name
    return name

"""Telling file systems and encrypted volumes apart by their signatures."""

from msgspec import Struct

from triage.reasons import Reason

PROBE_BYTES = 69632
"""Enough for the signature that lies deepest (btrfs, at 64 KiB)."""


class Signature(Struct, frozen=True):
    """``kind`` is the Sleuth Kit's name where it reads this file system, or ``apfs``."""

    name: str
    kind: str | None = None
    reason: Reason = Reason.UNSUPPORTED_FILE_SYSTEM


_BITLOCKER_TO_GO = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")

_FIRST = (
    # whole-volume encryption and containers: nothing else can be in such a volume
    (0, b"LUKS\xba\xbe", Signature("LUKS encrypted volume", reason=Reason.ENCRYPTED)),
    (3, b"-FVE-FS-", Signature("BitLocker encrypted volume", reason=Reason.ENCRYPTED)),
    (424, _BITLOCKER_TO_GO, Signature("BitLocker To Go volume", reason=Reason.ENCRYPTED)),
    (32, b"NXSB", Signature("APFS container", "apfs")),
)
_READABLE = (
    (3, b"NTFS    ", Signature("NTFS", "ntfs")),
    (3, b"EXFAT   ", Signature("exFAT", "exfat")),
    (54, b"FAT12   ", Signature("FAT12", "fat12")),
    (54, b"FAT16   ", Signature("FAT16", "fat16")),
    (82, b"FAT32   ", Signature("FAT32", "fat32")),
    (1080, b"\x53\xef", Signature("ext2/3/4", "ext4")),
    (1024, b"H+\x00\x04", Signature("HFS+", "hfs")),
    (1024, b"HX\x00\x05", Signature("HFSX", "hfs")),
    (32769, b"CD001", Signature("ISO 9660", "iso9660")),
)
_UNREADABLE = (
    (1024, b"\x10\x20\xf5\xf2", Signature("F2FS")),
    (1024, b"\xe2\xe1\xf5\xe0", Signature("EROFS")),
    (0, b"hsqs", Signature("squashfs")),
    (0, b"XFSB", Signature("XFS")),
    (65600, b"_BHRfS_M", Signature("btrfs")),
    (3, b"ReFS\x00\x00\x00\x00", Signature("ReFS")),
    (512, b"LABELONE", Signature("LVM2 physical volume")),
    (4086, b"SWAPSPACE2", Signature("Linux swap")),
    (4086, b"SWAP-SPACE", Signature("Linux swap")),
    (0, b"\x45\x3d\xcd\x28", Signature("cramfs")),
    (4096, b"\xfc\x4e\x2b\xa9", Signature("Linux RAID member")),
    (32768 + 1, b"BEA01", Signature("UDF")),
    (0, b"ANDROID!", Signature("Android boot image")),
    (0, b"UBI#", Signature("UBI")),
    (1024, b"BD", Signature("HFS (classic)")),
)
"""(offset, bytes, what); sources: Linux' ``include/uapi/linux/magic.h``, libblkid, TSK."""


def _match(head: bytes, table: tuple[tuple[int, bytes, Signature], ...]) -> Signature | None:
    for offset, mark, signature in table:
        if head[offset : offset + len(mark)] == mark:
            return signature
    return None


def wrapping_signature(head: bytes) -> Signature | None:
    """What must be recognised before the Sleuth Kit is asked: encryption, APFS containers."""
    return _match(head, _FIRST)


def readable_signature(head: bytes) -> Signature | None:
    """A file system the Sleuth Kit reads, damaged or not."""
    return _match(head, _READABLE)


def unreadable_signature(head: bytes) -> Signature | None:
    """A file system or volume that nothing here reads."""
    return _match(head, _UNREADABLE)


def is_boot_sector(head: bytes) -> bool:
    """Whether sector 0 is that of a FAT, exFAT or NTFS volume, whose end looks like a table's."""
    signature = _match(head, _READABLE[:5])
    return signature is not None and head[510:512] == b"\x55\xaa"

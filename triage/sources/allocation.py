"""How many bytes a file system gives to a file at a time."""

from triage.content import Content

_LARGEST = 1 << 25
"""exFAT's largest cluster, 32 MiB."""


def allocation_unit(volume: Content, kind: str, block_size: int) -> int:
    """The block size; for FAT and exFAT, whose blocks are sectors to the Sleuth Kit, the cluster's.

    From the boot sector: ``BPB_SecPerClus`` in Microsoft's "FAT32 File System Specification" 1.03,
    ``SectorsPerClusterShift`` in its exFAT one. The block size where that makes no sense.
    """
    if kind in ("fat12", "fat16", "fat32"):
        sectors = int.from_bytes(volume.read(13, 1), "little")
    elif kind == "exfat":
        sectors = 1 << min(int.from_bytes(volume.read(109, 1), "little"), 25)
    else:
        return block_size
    unit = block_size * sectors
    return unit if 0 < unit <= _LARGEST else block_size

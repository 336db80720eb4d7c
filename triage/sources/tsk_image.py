"""The Sleuth Kit reading through a content instead of opening paths of its own."""

import os
import time

import pytsk3

from triage.content import Content, Unexamined
from triage.reasons import Reason

TSK_ERRORS = (OSError, RuntimeError, SystemError, TypeError, ValueError, OverflowError)
"""What pytsk3 raises for damaged evidence; its texts vary with earlier calls, so none is kept."""

_KINDS = {
    0x01: "ntfs",
    0x02: "fat12",
    0x04: "fat16",
    0x08: "fat32",
    0x0A: "exfat",
    0x10: "ffs1",
    0x20: "ffs1b",
    0x40: "ffs2",
    0x80: "ext2",
    0x100: "ext3",
    0x800: "iso9660",
    0x1000: "hfs",
    0x2000: "ext4",
    0x4000: "yaffs2",
}
"""``TSK_FS_TYPE_ENUM`` (tsk_fs.h of The Sleuth Kit 4.15) and its names."""

TYPES = {name: number for number, name in _KINDS.items()}


class TskImage(pytsk3.Img_Info):  # type: ignore[misc]  # pytsk3 has no type information
    """An image whose bytes come from a content. ``failed`` tells of a read that went wrong."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.failed = False
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_DETECT)

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; none where they cannot be had, which fails the call above.

        An exception would surface in whichever call the binding makes next.
        """
        if offset < 0 or offset >= self._content.size:
            return b""
        try:
            return self._content.read(offset, length)
        except Unexamined:
            self.failed = True
            return b""

    def get_size(self) -> int:
        """Length in bytes."""
        return self._content.size


def open_file_system(content: Content, kind: str | None = None) -> pytsk3.FS_Info:
    """The file system at the start of ``content``, of any kind or of the ``kind`` named.

    Raises ``Unexamined`` (DAMAGED) where the Sleuth Kit finds none it can open.
    """
    _use_utc()
    wanted = TYPES[kind] if kind else pytsk3.TSK_FS_TYPE_DETECT
    try:
        return pytsk3.FS_Info(TskImage(content), offset=0, type=wanted)
    except TSK_ERRORS as error:
        detail = f"the {kind or 'file system'} cannot be opened"
        raise Unexamined(Reason.DAMAGED, detail) from error


def kind_of(file_system: pytsk3.FS_Info) -> str:
    """The Sleuth Kit's name of the file system."""
    number = int(file_system.info.ftype)
    return _KINDS.get(number, f"tsk-{number:#x}")


def _use_utc() -> None:
    """FAT's times are local to nobody knows where: the Sleuth Kit would add this machine's zone."""
    if os.environ.get("TZ") != "UTC":
        os.environ["TZ"] = "UTC"
        time.tzset()

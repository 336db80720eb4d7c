"""Telling containers apart by their first and last bytes, parsing nothing."""

from msgspec import Struct

from triage.reasons import Reason

HEAD_BYTES = 4096
TAIL_BYTES = 65536


class Recognised(Struct, frozen=True):
    """A container's kind (see ``SourcePlan.kind``); why not, where it cannot be read."""

    kind: str
    reason: Reason | None = None
    detail: str = ""


def _unsupported(detail: str) -> Recognised:
    return Recognised("unsupported", Reason.UNSUPPORTED_CONTAINER, detail)


def _encrypted(detail: str) -> Recognised:
    return Recognised("unsupported", Reason.ENCRYPTED, detail)


# (offset, bytes, what it is); sources: libyal format documents, QEMU's and the makers' documents
_READABLE = (
    (0, b"EVF\x09\r\n\xff\x00", "ewf"),
    (0, b"EVF2\r\n\x81\x00", "ewf"),
    (257, b"ustar", "tar"),
)
_UNREADABLE = (
    (0, b"QFI\xfb", "QEMU qcow2 disk image"),
    (0, b"KDMV", "VMware VMDK disk image"),
    (0, b"COWD", "VMware VMDK disk image"),
    (0, b"# Disk DescriptorFile", "VMware VMDK descriptor"),
    (0, b"conectix", "Microsoft VHD disk image"),
    (0, b"vhdxfile", "Microsoft VHDX disk image"),
    (64, b"\x7f\x10\xda\xbe", "VirtualBox VDI disk image"),
    (0, b"ADSEGMENTEDFILE", "AccessData AD1 image"),
    (0, b"LVF\x09\r\n\xff\x00", "EnCase L01 logical image"),
    (0, b"LEF2\r\n\x81\x00", "EnCase Lx01 logical image"),
    (0, b"AFF10\r\n", "AFF image"),
    (0, b"\x3a\xff\x26\xed", "Android sparse image"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"ANDROID BACKUP\n", "Android backup"),
    (0, b"[DeviceInfo]", "Cellebrite UFD description; give the image or archive it names"),
)
_ENCRYPTED = (
    (b"LUKS\xba\xbe", "LUKS encrypted disk"),
    *(
        (b"ANDROID BACKUP\n%d\n%d\nAES-256" % (version, packed), "encrypted Android backup")
        for version in range(1, 10)
        for packed in (0, 1)
    ),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_IMAGE_NAMES = (".dd", ".img", ".raw", ".bin", ".001", ".e01")
_AFF4_MEMBERS = (b"container.description", b"information.turtle")


def recognise(head: bytes, tail: bytes, name: str) -> Recognised:
    """What a file is, from up to ``HEAD_BYTES``, its last up to ``TAIL_BYTES``, and its name.

    Anything not recognised is a raw image.
    """
    name = name.lower()
    for offset, mark, kind in _READABLE:
        if head[offset : offset + len(mark)] == mark:
            return Recognised(kind)
    if head.startswith(_ZIP):
        return _zip(head, tail, name)
    return _refused(head, tail, name) or _named(head, name)


def _zip(head: bytes, tail: bytes, name: str) -> Recognised:
    first = head[30:64].startswith(_AFF4_MEMBERS)
    if first or (name.endswith(".aff4") and any(member in tail for member in _AFF4_MEMBERS)):
        return _unsupported("AFF4 image")
    return Recognised("zip")


def _refused(head: bytes, tail: bytes, name: str) -> Recognised | None:
    if name.endswith(".ufdr"):
        return _encrypted("protected UFDR report: its bytes are not those of a zip archive")
    for mark, what in _ENCRYPTED:
        if head.startswith(mark):
            return _encrypted(what)
    if tail[-512:].startswith(b"koly"):
        return _unsupported("Apple disk image (DMG)")
    for offset, mark, what in _UNREADABLE:
        if head[offset : offset + len(mark)] == mark:
            return _unsupported(what)
    return None


def _named(head: bytes, name: str) -> Recognised:
    if head.startswith(_COMPRESSED):
        stem = name.rpartition(".")[0]
        if stem.endswith(_IMAGE_NAMES):
            return _unsupported("compressed disk image; decompress it first")
        return Recognised("tar")
    return Recognised("tar" if name.endswith(".tar") and head.strip(b"\0") else "raw")

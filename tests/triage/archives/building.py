"""Archives of every kind, built from (name, content) pairs."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Sequence

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
DATE = (2020, 1, 2, 3, 4, 6)

Files = Iterable[tuple[str, bytes]]


class Pipe(io.RawIOBase):
    """A stream that cannot seek, which makes ``zipfile`` write data descriptors."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.written += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, DATE), data, method)
        archive.comment = comment
    return out.getvalue()


def zipped_through_a_pipe(files: Files) -> bytes:
    out = Pipe()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)
    return bytes(out.written)


def every_method() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for method in METHODS:
            archive.writestr(zipfile.ZipInfo(f"m{method}", DATE), b"some text " * 30, method)
        archive.writestr(zipfile.ZipInfo("folder/", DATE), b"")
    return out.getvalue()


def tarred(files: Files, mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1_350_244_992
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tarred_infos(infos: Iterable[tarfile.TarInfo]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info in infos:
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    return out.getvalue()


def local(name: bytes, packed: bytes, size: int, crc: int, method: int = 8) -> bytes:
    """A local header and the data behind it."""
    head = LOCAL.pack(b"PK\x03\x04", 20, 0, method, 0, 0x5821, crc, len(packed), size, len(name), 0)
    return head + name + packed


def central(
    name: bytes,
    offset: int,
    packed: int,
    size: int,
    crc: int,
    *,
    method: int = 8,
    flags: int = 0,
    extra: bytes = b"",
    mode: int = 0,
) -> bytes:
    """A record of the central directory."""
    head = CENTRAL.pack(
        b"PK\x01\x02",
        0x314,
        20,
        flags,
        method,
        0,
        0x5821,
        crc,
        packed,
        size,
        len(name),
        len(extra),
        0,
        0,
        0,
        mode << 16,
        offset,
    )
    return head + name + extra


def ended(body: bytes, records: Sequence[bytes], count: int | None = None) -> bytes:
    """A zip of a body and the records of its directory."""
    directory = b"".join(records)
    number = (len(records) if count is None else count) % 65536
    end = END.pack(b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), 0)
    return body + directory + end


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def one_member(
    data: bytes,
    *,
    name: bytes = b"a",
    size: int | None = None,
    crc: int | None = None,
    local_name: bytes | None = None,
    **record: object,
) -> bytes:
    """A zip of one deflated member, parts of which may lie."""
    packed = deflated(data)
    told = len(data) if size is None else size
    check = zlib.crc32(data) if crc is None else crc
    body = local(name if local_name is None else local_name, packed, told, check)
    return ended(body, [central(name, 0, len(packed), told, check, **record)])  # type: ignore[arg-type]


def overlapping_bomb(kernel: bytes, copies: int) -> bytes:
    """Many directory records that all point at one and the same member."""
    packed, crc = deflated(kernel), zlib.crc32(kernel)
    body = local(b"0", packed, len(kernel), crc)
    record = central(b"0", 0, len(packed), len(kernel), crc)
    return ended(body, [record] * copies)


def quoted_bomb(kernel: bytes, copies: int) -> bytes:
    """Each member quotes the headers of the next in a stored deflate block (Fifield 2019)."""
    packed, plain, head = deflated(kernel), kernel, b""
    parts: list[tuple[bytes, bytes, bytes]] = []
    for number in range(copies):
        name = b"%d" % number
        if head:
            quote = b"\x00" + struct.pack("<HH", len(head), 0xFFFF ^ len(head))
            packed, plain = quote + head + packed, head + plain
        body = local(name, packed, len(plain), zlib.crc32(plain))
        head = body[: len(body) - len(packed)]
        parts.append((name, packed, plain))
    records, place = [], 0
    for name, inner, whole in reversed(parts):
        records.append(central(name, place, len(inner), len(whole), zlib.crc32(whole)))
        place += LOCAL.size + len(name) + 5
    return ended(body, records)

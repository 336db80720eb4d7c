"""What each record of a set asserts, in the order of the records: for updates and for exports.

The tables hold each digest once for each thing said of it, so that they cannot tell what is left
when one of two records that agree is withdrawn. ``assertions.msgpack`` can: frames, each a
little-endian uint32 length and so many bytes of MessagePack, an array of arrays ``[digests, kinds
that cannot be computed, empty digests dropped, whether it may alert]``.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import msgspec

from hashsets.columns import WRITE_BYTES, Columns
from hashsets.manifest import SetInfo
from hashsets.records import Digest, HashRecord, HashSetError

FILE = "assertions.msgpack"
LARGEST = 1 << 28
"""Bytes; no frame is near as large."""


class Asserted(msgspec.Struct, frozen=True, array_like=True):
    """One record's share."""

    digests: tuple[Digest, ...]
    not_computable: tuple[str, ...]
    empty: int
    alertable: bool


class AssertionWriter:
    """Writes the file; ``files`` closes it come what may."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._file = files.enter_context((folder / FILE).open("wb", buffering=WRITE_BYTES))
        self._encoder = msgspec.msgpack.Encoder()

    def begin_with(self, folder: Path) -> None:
        """Take over what another set's records assert; raises ``HashSetError``."""
        with opened(folder / FILE) as older:
            copyfileobj(older, self._file, 1 << 20)

    def extend(self, records: Sequence[HashRecord]) -> None:
        """The next records."""
        frame = self._encoder.encode(
            [(one.digests, one.not_computable, one.empty, one.alertable) for one in records]
        )
        self._file.write(len(frame).to_bytes(4, "little"))
        self._file.write(frame)

    def finish(self) -> None:
        """Write all."""
        self._file.close()


def stored_records(info: SetInfo) -> Iterator[HashRecord]:
    """Every record of a stored set as it was imported, in order.

    Raises ``HashSetError`` where the set is damaged.
    """
    count = info.manifest.counts.records
    columns = Columns(info.folder, count)
    number = 0
    for asserted in assertions(info):
        if number == count:
            raise HashSetError(f"{info.title} asserts more than its {count} records")
        yield HashRecord(
            position=f"record {number} of {info.title}",
            digests=asserted.digests,
            not_computable=asserted.not_computable,
            empty=asserted.empty,
            category=columns.category[number],
            label=columns.label[number],
            series=columns.series[number],
            size=columns.size[number],
            quality=columns.quality[number],
            raw=columns.raw[number],
            identity=columns.identity[number],
            alertable=asserted.alertable,
        )
        number += 1
    if number != count:
        raise HashSetError(f"{info.title} asserts only {number} of its {count} records")


def assertions(info: SetInfo) -> Iterator[Asserted]:
    """What each record asserts; raises ``HashSetError`` where the file is damaged."""
    decoder = msgspec.msgpack.Decoder(list[Asserted])
    with opened(info.folder / FILE) as file:
        while length := file.read(4):
            size = int.from_bytes(length, "little")
            try:
                yield from decoder.decode(file.read(min(size, LARGEST)))
            except msgspec.MsgspecError as error:
                raise HashSetError(f"{info.title} has a damaged {FILE}: {error}") from error


def opened(path: Path) -> BinaryIO:
    """The file, to read; raises ``HashSetError`` where there is none."""
    try:
        return path.open("rb")
    except OSError as error:
        reason = f"{path.parent.name} cannot be built upon or exported ({error.strerror})"
        raise HashSetError(f"{reason}: import it again") from error

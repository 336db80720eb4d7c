"""The log as JSON lines: ``{"digest": "…", "line": {…}}``, the line's bytes as chained."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from casework.audit.verifying import Chained
from casework.errors import CaseworkError
from casework.private_file import private_file


class ExportedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file."""

    digest: str
    line: msgspec.Raw


_DECODER = msgspec.json.Decoder(ExportedLine)


def write_log(path: Path, lines: Iterable[Chained]) -> int:
    """Write a log to a new file; returns how many lines. Raises ``CaseworkError``."""
    count = 0
    try:
        with private_file(path) as file:
            for body, digest in lines:
                file.write(b'{"digest":"%s","line":%s}\n' % (digest.hex().encode(), body))
                count += 1
    except FileExistsError:
        raise CaseworkError(f"{path} exists already: a log is written to a new file") from None
    except OSError as error:
        raise CaseworkError(f"cannot write {path}: {error.strerror}") from None
    return count


def read_log(path: Path) -> Iterator[Chained]:
    """The lines of a file. A line that is not of this form is given as it is, with no digest."""
    try:
        with path.open("rb") as file:
            for text in file:
                yield _chained(text)
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None


def _chained(text: bytes) -> Chained:
    try:
        exported = _DECODER.decode(text)
        return bytes(exported.line), bytes.fromhex(exported.digest)
    except (ValueError, msgspec.MsgspecError):
        return text, b""

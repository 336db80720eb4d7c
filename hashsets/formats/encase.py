r"""EnCase ``.hash`` sets: MD5 digests in binary, no file names.

Layout, as The Sleuth Kit's ``tsk/hashdb/encase.c`` reads it: the magic ``HASH\r\n\xff\0``, the
set's name in UTF-16LE at byte 1032 (39 units at most), and from byte 1152 records of 18 bytes, of
which the first 16 are the MD5.
"""

from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.records import Algorithm, BadRecord, HashRecord

name = "encase"
carries_verdicts = False
lists_reported = False

MAGIC = b"HASH\r\n\xff\0"
NAME_AT, NAME_BYTES = 1032, 78
RECORDS_AT, RECORD_BYTES, MD5_BYTES = 1152, 18, 16


def sniff(head: bytes) -> bool:
    """The magic."""
    return head.startswith(MAGIC)


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each MD5, labelled with the set's name."""
    head = filled(stream, RECORDS_AT)
    if reason := fault(head, algorithm):
        yield BadRecord(position="byte 0", reason=reason, consequence="refused")
        return
    label = set_name(head)
    number = 0
    while block := filled(stream, RECORD_BYTES):
        number += 1
        position = f"record {number}"
        if len(block) < RECORD_BYTES:
            reason = f"the file ends after {len(block)} of the record's {RECORD_BYTES} bytes"
            yield BadRecord(position=position, reason=reason, consequence="incomplete")
        else:
            digest = (Algorithm.MD5, block[:MD5_BYTES])
            yield HashRecord(position=position, digests=(digest,), label=label)


def fault(head: bytes, algorithm: Algorithm | None) -> str | None:
    """Why the file cannot be read at all, or null."""
    if not head.startswith(MAGIC):
        return "no EnCase hash set: it does not begin with HASH"
    if len(head) < RECORDS_AT:
        return f"the file ends within its header of {RECORDS_AT} bytes"
    if algorithm not in (None, Algorithm.MD5):
        return f"an EnCase hash set holds md5, but {algorithm} was asked for"
    return None


def set_name(head: bytes) -> str | None:
    """The name in the header, or null where it is blank."""
    text = head[NAME_AT : NAME_AT + NAME_BYTES].decode("utf-16-le", "replace")
    return text.split("\0", 1)[0].strip() or None


def filled(stream: BinaryIO, count: int) -> bytes:
    """The next ``count`` bytes, fewer only at the end of the file."""
    data = b""
    while len(data) < count and (more := stream.read(count - len(data))):
        data += more
    return data

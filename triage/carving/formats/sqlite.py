"""SQLite: page size times page count, each page plausible (sqlite.org/fileformat2.html).

Pages are b-tree pages, overflow and free pages, whose first number is a page of the database, or
zeros. Another file's data hardly ever begins like any of these at each page boundary.
"""

from triage.carving.format import GIB, Format, Mark, Measured
from triage.content import Content

_MAGIC = b"SQLite format 3\0"
_TREE = {2: 12, 5: 12, 10: 8, 13: 8}
"""B-tree page types with the length of their headers."""


def measure(content: Content) -> Measured | None:
    """All pages; a fragment of those before the first that is none, or is missing."""
    head = content.read(0, 112)
    if len(head) < 112 or head[:16] != _MAGIC or head[21:24] != b"\x40\x20\x20":
        return None
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1) or not _is_tree(head[100:], size):
        return None
    count = int.from_bytes(head[28:32], "big")
    known = count > 0 and head[24:28] == head[92:96]
    most = max(1, content.size // size)
    number = 1
    while number < (min(count, most) if known else most):
        if not _is_page(content.read(number * size, 12), size, count if known else most):
            break
        number += 1
    complete = known and number == count and number * size <= content.size
    written = number
    while written > 1 and not content.read((written - 1) * size, 12).strip(b"\0"):
        written -= 1
    if number - written > int.from_bytes(head[36:40], "big"):
        # more zeros at the end than there are free pages: storage that was erased
        number, complete = written, False
    return Measured(min(number * size, content.size), complete, "sqlite")


def _is_page(start: bytes, size: int, count: int) -> bool:
    if len(start) < 12:
        return False
    return _is_tree(start, size) or int.from_bytes(start[:4], "big") <= count


def _is_tree(start: bytes, size: int) -> bool:
    """Whether a b-tree page's header holds together."""
    length = _TREE.get(start[0])
    if length is None:
        return False
    free, cells = int.from_bytes(start[1:3], "big"), int.from_bytes(start[3:5], "big")
    content = int.from_bytes(start[5:7], "big") or 65536
    return free < size and length + 2 * cells <= size and content <= size and start[7] <= 60


FORMAT = Format("sqlite", (Mark(_MAGIC),), ("sqlite",), 64 * GIB, measure)

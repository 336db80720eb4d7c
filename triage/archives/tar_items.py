"""Reading a tar from one place to the next: a member with the extended headers before it."""

from msgspec import Struct
from msgspec.structs import replace

from triage.archives import pax
from triage.archives.base import LARGEST, Member, bounded
from triage.archives.extent import Extent
from triage.archives.sparse import Pieces, Sparse, leading_pieces, listed_pieces, old_pieces
from triage.archives.tar_headers import BLOCK, LINK_NAME, Header, number, padded, parse, text
from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.records import Kind

LONG_NAME, LONG_LINK = b"L", b"K"
HARD_LINK = b"1"
EXTENDED = frozenset({b"x", b"X"})
SHARED = b"g"
OLD_SPARSE = b"S"

WITHOUT_DATA = {
    HARD_LINK: Kind.OTHER,
    b"2": Kind.SYMLINK,
    b"3": Kind.DEVICE,
    b"4": Kind.DEVICE,
    b"5": Kind.DIRECTORY,
    b"6": Kind.FIFO,
}
"""A hard link (``1``) is OTHER: its content is examined under the member it links to."""

EMPTY_KINDS = {b"D": Kind.DIRECTORY, b"V": Kind.OTHER}
"""GNU's directory listings and volume labels, where no data follows them."""

SHARED_KEYWORDS = frozenset({b"mtime", b"atime", b"ctime"})


class Item(Struct, frozen=True):
    """A member as found: its last header, its extended headers, and where its data lies.

    ``place`` and ``stored`` are bytes within the archive; ``pieces`` is the map of a sparse file in
    GNU's old format; ``link`` is the name that a hard link stands for.
    """

    header: Header
    extended: dict[bytes, bytes]
    name: bytes
    place: int
    stored: int
    pieces: Pieces | None = None
    link: bytes | None = None

    @property
    def end(self) -> int:
        """Where the next header is."""
        return self.place + padded(self.stored)

    @property
    def kind(self) -> Kind:
        """What sort of thing it is; what has data is a FILE whatever letter it bears."""
        if self.header.type in WITHOUT_DATA:
            return WITHOUT_DATA[self.header.type]
        if self.stored == 0 and self.header.type in EMPTY_KINDS:
            return EMPTY_KINDS[self.header.type]
        return Kind.DIRECTORY if self.stored == 0 and self.name.endswith(b"/") else Kind.FILE

    @property
    def size(self) -> int:
        """Length in bytes, holes included."""
        if self.pieces is not None:
            return number(self.header.block[483:495]) or 0
        for keyword in (b"GNU.sparse.realsize", b"GNU.sparse.size"):
            if keyword in self.extended:
                return pax.whole(self.extended[keyword])
        return self.stored

    def member(self, ordinal: int) -> Member:
        """The member that it is."""
        modified = pax.nanoseconds(self.extended.get(b"mtime"))
        if modified is None:
            modified = bounded(self.header.modified * pax.SECOND)
        return Member(
            ordinal=ordinal,
            name=self.name,
            kind=self.kind,
            size=self.size if self.kind is Kind.FILE else 0,
            modified=modified,
            accessed=pax.nanoseconds(self.extended.get(b"atime")),
            changed=pax.nanoseconds(self.extended.get(b"ctime")),
            created=pax.nanoseconds(self.extended.get(b"LIBARCHIVE.creationtime")),
            link=self.link,
        )

    def content(self, archive: Content) -> Content:
        """Its data; raises ``Unexamined`` where it has none or the map of holes is damaged."""
        if self.kind is not Kind.FILE:
            raise Unexamined(Reason.UNSUPPORTED_FORMAT, f"a {self.kind} has no content of its own")
        stored = Extent(archive, self.place, self.stored)
        if self.pieces is not None:
            return Sparse(stored, self.pieces, self.size)
        if self.extended.get(b"GNU.sparse.major") == b"1":
            pieces, used = leading_pieces(stored)
            return Sparse(Extent(archive, self.place + used, self.stored - used), pieces, self.size)
        if b"GNU.sparse.map" in self.extended:
            return Sparse(stored, listed_pieces(self.extended[b"GNU.sparse.map"]), self.size)
        return stored


def read_item(archive: Content, place: int, shared: dict[bytes, bytes]) -> Item | None:
    """The member whose headers start at byte ``place``; null where a zero block or the end is.

    ``shared`` holds what global headers set, and is added to. Raises ``Unexamined`` where a header
    is damaged.
    """
    own: dict[bytes, bytes] = {}
    long_name: bytes | None = None
    long_link: bytes | None = None
    while (header := _header(archive, place)) is not None:
        place += BLOCK
        if header.type in EXTENDED:
            own.update(pax.parse(_body(archive, place, header)))
        elif header.type == SHARED:
            shared.update(_shareable(pax.parse(_body(archive, place, header))))
        elif header.type == LONG_NAME:
            long_name = text(_body(archive, place, header))
        elif header.type == LONG_LINK:
            long_link = text(_body(archive, place, header))
        else:
            item = _item(archive, place, header, shared | own, long_name)
            return replace(item, link=_link(header, own, long_link))
        place += padded(header.size)
    if own or long_name is not None:
        raise Unexamined(Reason.DAMAGED, f"headers without a member before byte {place}")
    return None


def _link(header: Header, own: dict[bytes, bytes], long_link: bytes | None) -> bytes | None:
    """What a hard link stands for; null for anything else."""
    if header.type != HARD_LINK:
        return None
    return own.get(b"linkpath") or long_link or text(header.block[LINK_NAME])


def _header(archive: Content, place: int) -> Header | None:
    block = archive.read(place, BLOCK)
    if not block.strip(b"\0"):
        return None
    header = parse(block)
    if header is None:
        raise Unexamined(Reason.DAMAGED, f"no header at byte {place} of the archive")
    return header


def _body(archive: Content, place: int, header: Header) -> bytes:
    """The data of an extended header."""
    if header.size > pax.HEADER_BYTES:
        detail = f"an extended header of {header.size} bytes at byte {place} of the archive"
        raise Unexamined(Reason.LIMIT_BYTES, detail)
    return Extent(archive, place, header.size).read(0, header.size)


def _shareable(found: dict[bytes, bytes]) -> dict[bytes, bytes]:
    return {
        keyword: value
        for keyword, value in found.items()
        if keyword in SHARED_KEYWORDS and len(value) <= pax.LONGEST_TIME
    }


def _item(
    archive: Content,
    place: int,
    header: Header,
    extended: dict[bytes, bytes],
    long_name: bytes | None,
) -> Item:
    """The member whose own header ends at ``place``."""
    pieces = None
    if header.type == OLD_SPARSE:
        pieces, place = old_pieces(header, archive, place)
    stored = header.size if b"size" not in extended else pax.whole(extended[b"size"])
    if header.type in WITHOUT_DATA:
        stored = 0
    name = extended.get(b"GNU.sparse.name") or extended.get(b"path") or long_name or header.name
    item = Item(header, extended, name, place, stored, pieces)
    if not 0 <= item.size <= LARGEST or item.end > LARGEST:
        raise Unexamined(Reason.DAMAGED, f"the size of a member at byte {place} makes no sense")
    return item

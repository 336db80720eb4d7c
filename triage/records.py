"""The records that flow through an examination: Entry, Observation, Finding, Gap.

All are frozen and typed, encoded as MessagePack between processes, and hold nothing that differs
between two runs over the same evidence.
"""

from enum import StrEnum

import msgspec

from keywords.records import Severity
from triage.reasons import Reason


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="a"):
    """Base of the records a worker may send; key ``a`` holds the class name."""


class Origin(StrEnum):
    """How an entry came to be known."""

    FILE = "file"
    DELETED = "deleted"
    CARVED = "carved"
    SLACK = "slack"
    MEMBER = "member"
    THUMBNAIL = "thumbnail"


class Kind(StrEnum):
    """What sort of directory entry it is; only FILE has content of its own."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    DEVICE = "device"
    FIFO = "fifo"
    SOCKET = "socket"
    OTHER = "other"


class State(StrEnum):
    """How far the examination of an entry went. Every entry ends in exactly one."""

    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"
    PENDING = "pending"


class Clock(StrEnum):
    """What the entry's times are measured against."""

    UTC = "utc"
    LOCAL_UNKNOWN = "local-unknown"


class Volume(Record, frozen=True, kw_only=True):
    """One thing inside a source that can be walked: a file system, an archive, a folder.

    ``kind`` is the Sleuth Kit's name of the file system (``ext4``, ``fat16``, ``ntfs`` …),
    ``apfs``, ``zip``, ``tar`` or ``folder``. ``offset`` and ``length`` are bytes within the
    source; both are null where the source has no addresses (folder, zip, tar). ``ordinal``
    tells volumes at the same offset apart (an APFS container holds several).
    """

    source: int
    ordinal: int
    kind: str
    offset: int | None = None
    length: int | None = None
    label: str | None = None
    block_size: int | None = None


class Entry(Record, frozen=True, kw_only=True):
    """One thing on the device: a live or deleted file, a directory, an archive member.

    ``path`` is raw bytes from the volume's root, starting with ``/``; a member's path is its
    container's path, ``>>`` and its own name. ``inode`` is the address as the Sleuth Kit prints it
    (``12``, ``64-128-3``); with ``ordinal`` (member number within its archive) it says where to
    read the content again. Times are nanoseconds since 1970-01-01 UTC. ``runs`` are (offset,
    length) pairs in bytes within the source, holes left out, where they are known.
    ``names`` are all paths of a hard-linked file, sorted by bytes (empty for a single name).
    ``state`` and ``reason`` are set where enumeration alone settles the matter; a PENDING entry
    with a reason can become PARTIAL at best.
    """

    source: int
    volume: int
    path: bytes
    origin: Origin
    kind: Kind
    id: str = ""
    parent: str | None = None
    inode: str | None = None
    ordinal: int | None = None
    allocated: bool | None = None
    size: int | None = None
    names: tuple[bytes, ...] = ()
    runs: tuple[tuple[int, int], ...] | None = None
    modified: int | None = None
    accessed: int | None = None
    changed: int | None = None
    created: int | None = None
    clock: Clock = Clock.UTC
    state: State = State.PENDING
    reason: Reason | None = None


class Gap(Record, frozen=True, kw_only=True):
    """Something not examined, and why. ``file`` is null for a part of a source.

    ``offset`` and ``length`` are bytes within the source (or within the file, where ``file`` is
    set). ``detail`` must be the same in every run: no memory addresses, no host paths, no times.
    """

    source: int
    stage: str
    reason: Reason
    id: str = ""
    volume: int | None = None
    file: str | None = None
    path: bytes | None = None
    offset: int | None = None
    length: int | None = None
    detail: str = ""


class Digests(Record, frozen=True, kw_only=True):
    """Exact digests of the whole content (16, 20 and 32 bytes)."""

    md5: bytes
    sha1: bytes
    sha256: bytes


class FileType(Record, frozen=True, kw_only=True):
    """The true type by content. ``mismatch`` is null where the name has no known extension."""

    mime: str
    mismatch: bool | None = None


class Trimmed(Record, frozen=True, kw_only=True):
    """What a picture hashes to without its uniform borders, laid out as in ``Picture``."""

    pdq: bytes
    pdq_quality: int
    phash: bytes


class Picture(Record, frozen=True, kw_only=True):
    """What a picture shows of itself.

    ``width`` and ``height`` are as displayed (EXIF orientation applied). ``pdq`` holds the eight
    orientations' 32-byte hashes one after another (256 bytes, order of ``hashsets.transforms``),
    ``phash`` likewise eight times 8 bytes; ``dhash`` is 8 bytes. ``exif`` holds the few fields an
    examiner asks for, as text. ``scale`` is the decode the hashes came from (``1``, ``1/4``,
    ``1/8``); at a reduced one, ``doubt`` holds the further pHashes, 8 bytes each, that the full
    decode may have. ``trimmed`` is null where there are no borders worth trimming.
    """

    width: int
    height: int
    pdq: bytes | None = None
    pdq_quality: int | None = None
    phash: bytes | None = None
    dhash: bytes | None = None
    scale: str = "1"
    doubt: bytes = b""
    trimmed: Trimmed | None = None
    exif: dict[str, str] = {}


class RuleHit(Record, frozen=True, kw_only=True):
    """A YARA rule that matched. ``offset`` is that of the first matching string, if any."""

    namespace: str
    rule: str
    severity: Severity = Severity.MEDIUM
    meta: dict[str, str] = {}
    offset: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


class Observation(Record, frozen=True, kw_only=True):
    """What was read out of one entry; the parts that do not apply are null."""

    file: str
    state: State
    reason: Reason | None = None
    digests: Digests | None = None
    type: FileType | None = None
    picture: Picture | None = None
    hits: tuple[RuleHit, ...] = ()


class Finding(Record, frozen=True, kw_only=True):
    """Something that matters, with its reason. Keys are those of ``triage findings``."""

    id: str
    file: str
    kind: str
    severity: Severity
    set: str | None = None
    set_version: str | None = None
    record: int | None = None
    category: int | None = None
    label: str | None = None
    algorithm: str | None = None
    distance: int | None = None
    transform: str | None = None
    rule: str | None = None
    offset: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    explanation: str = ""


class Membership(Record, frozen=True, kw_only=True):
    """A file that a hash set holds, whatever the set's disposition."""

    file: str
    set: str
    set_version: str
    disposition: str
    record: int


class ReadAgain(Record, frozen=True, kw_only=True):
    """A file whose observation does not settle what matches: its content must be read again."""

    file: str


class ReadFailed(Record, frozen=True, kw_only=True):
    """The storage failed the task: what comes of it is not what the evidence holds."""


class MediumSize(Record, frozen=True, kw_only=True):
    """How many bytes a source holds, once its container is opened.

    ``units`` are bytes that each volume gives to a file at a time, by its offset.
    """

    source: int
    size: int
    units: dict[int, int] = {}


class KnownBlock(Record, frozen=True, kw_only=True):
    """A block of ``size`` bytes at ``offset`` of the source that is one of a known file's.

    ``record`` is its number in the set; ``label``, ``index``, ``file_size`` and ``identity`` say
    which block of which file it is (``hashsets.blocks.opened.Origin``).
    """

    offset: int
    size: int
    set: str
    set_version: str
    record: int
    algorithm: str
    label: str
    index: int | None = None
    file_size: int | None = None
    identity: str | None = None


class Carved(Record, frozen=True, kw_only=True):
    """A file found by its structure, at ``offset`` of the source; see ``triage.carving.format``."""

    offset: int
    length: int
    format: str
    extension: str
    complete: bool = True


class SourceDigests(Record, frozen=True, kw_only=True):
    """Digests, in hex, of a whole source; ``stored`` are those the image itself carries."""

    source: int
    size: int
    md5: str
    sha1: str
    sha256: str
    stored: dict[str, str] = {}


Anything = (
    Volume
    | Entry
    | Gap
    | Observation
    | Finding
    | Membership
    | ReadAgain
    | ReadFailed
    | MediumSize
    | Carved
    | KnownBlock
    | SourceDigests
)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Anything])


def encode(record: object) -> bytes:
    """MessagePack of a record, of a list of records, or of any builtin value."""
    return _encoder.encode(record)


READ_FAILED = encode([ReadFailed()])
"""Sent before the first record that a failure of the storage may have changed."""


def decode(body: bytes) -> list[Anything]:
    """The records in ``body``; raises ``msgspec.ValidationError`` where it holds none."""
    records: list[Anything] = _decoder.decode(body)
    return records

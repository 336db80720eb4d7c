"""What a hash-set file holds, whatever its format: records, and what could not be read."""

from enum import StrEnum
from typing import Literal

import msgspec

from skerry import SkerryError


class HashSetError(SkerryError):
    """A hash set cannot be imported, found or read."""


class Algorithm(StrEnum):
    """The digests Skerry can compute and therefore match, the strongest evidence first."""

    SHA256 = "sha256"
    SHA1 = "sha1"
    MD5 = "md5"
    PDQ = "pdq"
    PHASH = "phash"


class Disposition(StrEnum):
    """What it means to be in a set. Always the operator's word, never inferred."""

    ALERT = "alert"
    KNOWN = "known"
    IGNORE = "ignore"


EXACT = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5)
PERCEPTUAL = (Algorithm.PDQ, Algorithm.PHASH)

DIGEST_BYTES: dict[Algorithm, int] = {
    Algorithm.SHA256: 32,
    Algorithm.SHA1: 20,
    Algorithm.MD5: 16,
    Algorithm.PDQ: 32,
    Algorithm.PHASH: 8,
}

EMPTY_CONTENT: dict[Algorithm, bytes] = {
    Algorithm.MD5: bytes.fromhex("d41d8cd98f00b204e9800998ecf8427e"),
    Algorithm.SHA1: bytes.fromhex("da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    Algorithm.SHA256: bytes.fromhex(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ),
}
"""The digests of a file of no bytes, which every device holds by the thousand."""

Digest = tuple[Algorithm, bytes]


class HashRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One record of a hash-set file.

    ``position`` says where in the file (``line 12``, ``value[3]``). ``not_computable`` names the
    kinds of hash it also holds that Skerry cannot compute (``photodna``); ``empty`` counts digests
    of empty content that its reader dropped. ``size`` is bytes; ``raw`` is whatever else the file
    says of it, as text (JSON where the format has keys). ``identity`` is what the source calls it,
    which later updates and tombstones name it by; where the record ``supersedes``, that names one
    thing only, so that it takes the place of those of its identity before it in the same import.
    Records that are not ``alertable`` are ones that the source itself says raise no alarm.
    """

    position: str
    digests: tuple[Digest, ...]
    not_computable: tuple[str, ...] = ()
    empty: int = 0
    category: int | None = None
    label: str | None = None
    series: str | None = None
    size: int | None = None
    quality: int | None = None
    raw: str | None = None
    identity: str | None = None
    supersedes: bool = False
    alertable: bool = True


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """The source withdraws a record that it gave out earlier.

    The record is the one of that ``identity``, or, where a source names none, the one of these
    ``digests``. At least one of the two is given.
    """

    position: str
    identity: str | None = None
    digests: tuple[Digest, ...] = ()


class BadRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a hash-set file that could not be used, and where it is.

    ``consequence`` says how far it reaches: this record was ``skipped``; nothing after it could be
    read, so that the set is ``incomplete``; or the whole file must be ``refused``.
    """

    position: str
    reason: str
    consequence: Literal["skipped", "incomplete", "refused"] = "skipped"

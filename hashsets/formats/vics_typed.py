"""The ordinary VICS media object, decoded in one go.

Whatever is not ordinary (a key that is spelt otherwise or not known, a number where text belongs, a
digest of the wrong length) is left to ``vics_media``, which says what is wrong with it.
"""

import msgspec

from hashsets.formats.values import CATEGORY_RANGE, category_of, whole_number
from hashsets.records import EMPTY_CONTENT, Algorithm, Digest, HashRecord

Text = str | None
Number = int | str | None
Unread = msgspec.Raw
ABSENT = msgspec.Raw(b"")

EMPTY = frozenset(EMPTY_CONTENT.values())
MD5, SHA1, SHA256 = Algorithm.MD5, Algorithm.SHA1, Algorithm.SHA256


class Media(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """The keys that VICS 1.2 to 2.0 give a media object."""

    md5: Text = msgspec.field(name="MD5", default=None)
    sha1: Text = msgspec.field(name="SHA1", default=None)
    sha256: Text = msgspec.field(name="SHA256", default=None)
    photo_dna: Text = msgspec.field(name="PhotoDNA", default=None)
    category: Number = None
    media_size: Number = None
    series: Text = None
    media_id: Unread = msgspec.field(name="MediaID", default=ABSENT)
    mime_type: Unread = ABSENT
    relative_file_path: Unread = ABSENT
    date_updated: Unread = ABSENT
    is_precategorized: Unread = ABSENT
    victim_identified: Unread = ABSENT
    offender_identified: Unread = ABSENT
    is_distributed: Unread = ABSENT
    is_suspected: Unread = ABSENT
    self_generated: Unread = ABSENT
    tags: Unread = ABSENT
    comments: Unread = ABSENT
    exifs: Unread = ABSENT
    media_files: Unread = ABSENT


MD5_KEY, SHA1_KEY, CATEGORY_KEY = b'"MD5"', b'"SHA1"', b'"Category"'
KEYS = (MD5_KEY, SHA1_KEY, CATEGORY_KEY, b'"SHA256"')
decode = msgspec.json.Decoder(Media).decode


def ordinary_record(text: bytes, position: str) -> HashRecord | None:
    """The record of a media object's text, or null where it is anything but ordinary."""
    if b"[" in text and (b"\\u" in text or b"hashname" in text.lower()):
        return None
    try:
        media = decode(text)
        digests = digests_of(media)
        raw = text.decode()
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if given_twice(text, media):
        return None
    category, grade = media.category, None
    if not isinstance(category, int) or category not in CATEGORY_RANGE:
        category, grade = category_of(category)
    kinds = ("photodna",) if media.photo_dna else ()
    size = whole_number(media.media_size)
    if grade is not None or not (digests or kinds) or not isinstance(size, int | None):
        return None
    kept = digests
    for _, digest in digests:
        if digest in EMPTY:
            kept = tuple(held for held in digests if held[1] not in EMPTY)
    return HashRecord(
        position=position,
        digests=kept,
        not_computable=kinds,
        empty=len(digests) - len(kept),
        category=category,
        series=media.series or None,
        size=size,
        raw=raw,
    )


def given_twice(text: bytes, media: Media) -> bool:
    """Whether a key that is matched or judged by is given more than once, or seems to be.

    A quotation mark within text is escaped, so that a key in its quotes is no part of any.
    """
    count = text.count
    # Written out: a million records pass here, and hardly one has a key twice.
    if count(MD5_KEY) < 2 and count(SHA1_KEY) < 2 and count(CATEGORY_KEY) < 2 and not media.sha256:
        return False
    within = (media.media_files, media.exifs, media.tags, media.comments)
    return any(count(key) - sum(bytes(other).count(key) for other in within) > 1 for key in KEYS)


def digests_of(media: Media) -> tuple[Digest, ...]:
    """The digests; raises ``ValueError`` where one is not hex of its exact length."""
    md5, sha1, sha256 = media.md5, media.sha1, media.sha256
    if md5 and sha1 and not sha256:
        return (MD5, exactly(md5, 16)), (SHA1, exactly(sha1, 20))
    named = ((MD5, md5, 16), (SHA1, sha1, 20), (SHA256, sha256, 32))
    return tuple((name, exactly(text, width)) for name, text, width in named if text)


def exactly(text: str, width: int) -> bytes:
    """The bytes of hex text without any other character in it."""
    digest = bytes.fromhex(text)
    if len(digest) != width or len(text) != 2 * width:
        raise ValueError
    return digest

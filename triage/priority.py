"""What is examined first: a person's own media before everything else, in disk order."""

import re

from triage.records import Entry, Origin

_MEDIA_PLACE = re.compile(
    rb"/(dcim|pictures|photos|camera|whatsapp|telegram|download|downloads|movies|media"
    rb"|bluetooth|screenshots|snapchat|thumbnails|\.thumbnails)/",
    re.IGNORECASE,
)
_MEDIA_NAME = re.compile(
    rb"\.(jpe?g|png|gif|webp|heic|heif|avif|tiff?|bmp|mp4|mov|m4v|3gp|avi|mkv|webm|zip|tar)$",
    re.IGNORECASE,
)


def tier_of(entry: Entry) -> int:
    """0 for media in a person's own folders, 1 for either alone or deleted, 2 for the rest."""
    place = bool(_MEDIA_PLACE.search(entry.path))
    name = bool(_MEDIA_NAME.search(entry.path))
    if place and name:
        return 0
    return 1 if place or name or entry.origin == Origin.DELETED else 2


def position_of(entry: Entry) -> int:
    """Where the content starts: by offset where known, else by its number in the archive."""
    if entry.runs:
        return entry.runs[0][0]
    return entry.ordinal or 0

"""What kind of document a zip file is, by its first members (APPNOTE.TXT 4.3.7)."""

from collections.abc import Iterator
from struct import unpack_from

SIGNATURE = b"PK\x03\x04"

_OFFICE: dict[str, str] = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_APK = "application/vnd.android.package-archive"
_JAR = "application/java-archive"
_DECLARED = ("application/vnd.oasis.opendocument.", "application/epub+zip")
_EMPTY = (b"PK\x05\x06", b"PK\x07\x08")

ZIP_TYPES = frozenset((*_OFFICE.values(), _APK, _JAR, "application/zip", "application/epub+zip"))
"""Types whose content is a zip file; so are all ``application/vnd.oasis.opendocument.*``."""


def zip_type(head: bytes) -> str | None:
    """The MIME type, or null where ``head`` is not a zip file's."""
    if head.startswith(_EMPTY):
        return "application/zip"
    if not head.startswith(SIGNATURE):
        return None
    names = list(_members(head))
    return _declared(head, names) or _by_names([name for name, _ in names]) or "application/zip"


def _members(head: bytes) -> Iterator[tuple[str, int]]:
    offset = 0
    while head.startswith(SIGNATURE, offset) and offset + 30 <= len(head):
        flags, _, _, _, _, packed, _, name_length, extra = unpack_from(
            "<HHHHIIIHH", head, offset + 6
        )
        start = offset + 30
        data = start + name_length + extra
        yield head[start : start + name_length].decode("utf-8", "replace"), data
        if flags & 8 and not packed:  # the length follows the data: look for the next member
            following = head.find(SIGNATURE, data)
            if following < 0:
                return
            offset = following
        else:
            offset = data + packed


def _declared(head: bytes, names: list[tuple[str, int]]) -> str | None:
    # OpenDocument and EPUB store their type, unpacked, as the first member.
    if names and names[0][0] == "mimetype":
        for declared in _DECLARED:
            start = names[0][1]
            if head.startswith(declared.encode("ascii"), start):
                end = head.find(b"PK", start)
                text = head[start : end if end > 0 else start + 80]
                return text.decode("ascii", "ignore").strip()
    return None


def _by_names(names: list[str]) -> str | None:
    if any(name in {"AndroidManifest.xml", "classes.dex", "resources.arsc"} for name in names):
        return _APK
    for folder, mime in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return mime
    if names[:1] == ["META-INF/"] or "META-INF/MANIFEST.MF" in names[:2]:
        return _JAR
    return None

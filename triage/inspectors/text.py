"""Which kind of text a head is, or that it is none."""

import codecs

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(set(range(0x20)) - {0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x1B}) + b"\x7f"
_MOST_HIGH_BYTES = 0.3

_STARTS: tuple[tuple[str, str], ...] = (
    ("<svg", "image/svg+xml"),
    ("<!doctype svg", "image/svg+xml"),
    ("<!doctype html", "text/html"),
    ("<html", "text/html"),
    ("<!doctype plist", "application/x-plist"),
    ("<plist", "application/x-plist"),
    ("begin:vcard", "text/vcard"),
    ("begin:vcalendar", "text/calendar"),
    ("#!", "text/x-shellscript"),
    ("{\\rtf", "text/rtf"),
    ("%!ps", "application/postscript"),
)
_INSIDE_XML: tuple[tuple[str, str], ...] = (
    ("<svg", "image/svg+xml"),
    ("<html", "text/html"),
    ("<plist", "application/x-plist"),
    ("<gpx", "application/gpx+xml"),
    ("<kml", "application/vnd.google-earth.kml+xml"),
)


def text_type(head: bytes) -> str | None:
    """The MIME type where ``head`` is text (UTF-8, UTF-16 with a mark, or a legacy encoding)."""
    text = decoded(head)
    if text is None:
        return None
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<?xml", "<!--")):
        return _first_inside(start) or "text/xml"
    for prefix, mime in _STARTS:
        if start.startswith(prefix):
            return mime
    return "application/json" if _like_json(start) else "text/plain"


def decoded(head: bytes) -> str | None:
    """``head`` as text, or null where it holds what text does not."""
    if head.startswith(_MARKS[1:]):
        text = head[: len(head) & ~1].decode("utf-16", "replace")
        return None if "\ufffd" in text[:-1] or "\0" in text else text
    if len(head) != len(head.translate(None, _CONTROLS)):
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        high = sum(byte >= 0x80 for byte in head)
        return head.decode("latin-1") if high <= _MOST_HIGH_BYTES * len(head) else None


def _first_inside(start: str) -> str | None:
    found = [(start.find(tag), mime) for tag, mime in _INSIDE_XML if tag in start]
    return min(found)[1] if found else None


def _like_json(start: str) -> bool:
    following = start[1:].lstrip()[:1]
    if start[:1] == "{":
        return following in {'"', "}"}
    return start[:1] == "[" and following in set('{["]-0123456789')

"""Which true types each file name extension may honestly hold."""

_ISO_MEDIA = (
    "video/mp4",
    "video/quicktime",
    "video/3gpp",
    "video/3gpp2",
    "video/x-m4v",
    "audio/mp4",
)
_ICON = ("image/vnd.microsoft.icon", "image/png", "image/bmp", "image/x-icon")
_HEIF = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")
_ZIP = ("application/zip",)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_OLE = ("application/CDFV2", "application/x-ole-storage")

ACCEPTABLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "thm"), ("image/jpeg",)),
    "png": ("image/png",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    **dict.fromkeys(("heic", "heif", "hif"), _HEIF),
    "avif": ("image/avif",),
    **dict.fromkeys(("tif", "tiff"), ("image/tiff",)),
    **dict.fromkeys(("bmp", "dib"), ("image/bmp",)),
    "ico": _ICON,
    "svg": ("image/svg+xml", "text/xml"),
    "psd": ("image/vnd.adobe.photoshop",),
    "jxl": ("image/jxl",),
    "jp2": ("image/jp2", "image/jpx"),
    "dng": ("image/x-adobe-dng", "image/tiff"),
    "nef": ("image/x-nikon-nef", "image/tiff"),
    "cr2": ("image/x-canon-cr2",),
    "cr3": ("image/x-canon-cr3",),
    **dict.fromkeys(("mp4", "m4v", "mov", "qt", "3gp", "3g2", "m4a", "m4b"), _ISO_MEDIA),
    "avi": ("video/x-msvideo",),
    "mkv": ("video/x-matroska", "video/webm"),
    "webm": ("video/webm", "video/x-matroska"),
    **dict.fromkeys(("wmv", "wma", "asf"), ("video/x-ms-asf",)),
    "flv": ("video/x-flv",),
    **dict.fromkeys(("mpg", "mpeg", "vob"), ("video/mpeg", "video/mpv", "video/mp2p")),
    "mp3": ("audio/mpeg",),
    "aac": ("audio/aac", "audio/mp4", "audio/mpeg", "audio/x-hx-aac-adts"),
    **dict.fromkeys(("ogg", "oga", "ogv", "opus"), ("audio/ogg", "video/ogg")),
    "flac": ("audio/flac", "audio/mpeg"),
    "wav": ("audio/x-wav",),
    "amr": ("audio/amr",),
    "pdf": ("application/pdf",),
    "zip": (
        *_ZIP,
        "application/epub+zip",
        "application/java-archive",
        "application/vnd.android.package-archive",
    ),
    "apk": ("application/vnd.android.package-archive", "application/java-archive", *_ZIP),
    "jar": ("application/java-archive", *_ZIP, "application/vnd.android.package-archive"),
    "docx": (f"{_OFFICE}wordprocessingml.document", *_ZIP, *_OLE),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", *_ZIP, *_OLE),
    "pptx": (f"{_OFFICE}presentationml.presentation", *_ZIP, *_OLE),
    "odt": (f"{_OPEN}text", *_ZIP),
    "ods": (f"{_OPEN}spreadsheet", *_ZIP),
    "odp": (f"{_OPEN}presentation", *_ZIP),
    "epub": ("application/epub+zip", *_ZIP),
    "doc": (*_OLE, "application/msword", "text/rtf"),
    "xls": (*_OLE, "application/vnd.ms-excel"),
    "ppt": (*_OLE, "application/vnd.ms-powerpoint"),
    "rtf": ("text/rtf",),
    "rar": ("application/x-rar",),
    "7z": ("application/x-7z-compressed",),
    "tar": ("application/x-tar",),
    **dict.fromkeys(("gz", "tgz"), ("application/gzip",)),
    "bz2": ("application/x-bzip2",),
    "xz": ("application/x-xz",),
    **dict.fromkeys(("sqlite", "sqlite3", "sqlitedb"), ("application/vnd.sqlite3",)),
    "plist": ("application/x-bplist", "application/x-plist", "text/xml"),
    "dex": ("application/vnd.android.dex",),
    "so": ("application/x-sharedlib",),
    "json": ("application/json", "text/plain"),
    **dict.fromkeys(("html", "htm"), ("text/html", "text/xml", "text/plain")),
    "vcf": ("text/vcard", "text/plain"),
    "ics": ("text/calendar", "text/plain"),
}
"""Lower-case extension -> true types. An extension that is not here says nothing either way."""

_TEXTUAL = frozenset(("txt", "log", "csv", "md", "ini", "cfg", "xml", "css", "js", "sh", "py"))
_TEXT_LIKE = ("text/", "application/json", "application/x-plist", "image/svg+xml")


def extension(path: bytes) -> str:
    """The lower-case extension of a path's last name, empty where there is none."""
    name = path.rsplit(b"/", 1)[-1].rsplit(b">>", 1)[-1]
    stem, dot, end = name.rpartition(b".")
    return end.decode("utf-8", "replace").lower() if dot and stem else ""


def mismatch(path: bytes, mime: str) -> bool | None:
    """Whether the name claims another type than the content has; null where it claims none."""
    claimed = extension(path)
    if mime == "inode/x-empty":
        return None
    if claimed in _TEXTUAL:
        return not (mime.startswith(_TEXT_LIKE) or mime.endswith("+xml"))
    acceptable = ACCEPTABLE.get(claimed)
    return None if acceptable is None else mime not in acceptable

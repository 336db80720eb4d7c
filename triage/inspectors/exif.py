"""The few EXIF fields an examiner asks for, as text under fixed names.

``make``, ``model``, ``serial`` (of the body), ``owner``, ``lens``, ``lens_serial``, ``software``;
``taken``, ``digitised`` and ``modified`` (``2011-01-13T14:33:39``, with the offset where the
camera recorded one, as the camera's clock had it); ``gps_time`` (UTC); ``latitude`` and
``longitude`` (decimal degrees, six places, south and west negative); ``altitude`` (metres);
``orientation`` (1 to 8, as stored). Tags are those of EXIF 2.32 (CIPA DC-008) and TIFF 6.0; maker
notes are not read. A field that is absent, empty or nonsense is left out.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PIL import Image

from triage.inspectors.gps import gps_fields

LONGEST_VALUE = 256

_EXIF_IFD = 0x8769
_GPS_IFD = 0x8825
_ORIENTATION = 0x0112

_FIRST = {"make": 0x010F, "model": 0x0110, "software": 0x0131}
_SUB = {"serial": 0xA431, "owner": 0xA430, "lens": 0xA434, "lens_serial": 0xA435}
_TIMES = (
    ("taken", _EXIF_IFD, 0x9003, 0x9011),
    ("digitised", _EXIF_IFD, 0x9004, 0x9012),
    ("modified", 0, 0x0132, 0x9010),
)
_STAMP = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")

Tags = Mapping[int, Any]


def exif_fields(image: Image.Image) -> dict[str, str]:
    """The fields of an opened picture. Raises whatever Pillow does on a hostile directory."""
    first = image.getexif()
    sub, gps = first.get_ifd(_EXIF_IFD), first.get_ifd(_GPS_IFD)
    fields = {name: text(first.get(tag)) for name, tag in _FIRST.items()}
    fields |= {name: text(sub.get(tag)) for name, tag in _SUB.items()}
    for name, where, tag, offset in _TIMES:
        fields[name] = stamp((sub if where else first).get(tag), sub.get(offset))
    stored = image.info.get("original_orientation") or first.get(_ORIENTATION)
    if isinstance(stored, int) and 1 <= stored <= 8:
        fields["orientation"] = str(stored)
    return {name: value for name, value in (fields | gps_fields(gps)).items() if value}


def text(value: object) -> str:
    """Printable text of at most ``LONGEST_VALUE`` characters; empty where it is no text.

    EXIF is declared ASCII; phones write UTF-8, which Pillow hands over as Latin-1.
    """
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    kept = "".join(letter for letter in value.split("\0", 1)[0] if letter.isprintable())
    return kept.strip()[:LONGEST_VALUE]


def stamp(value: object, offset: object = None) -> str:
    """An EXIF time as ISO 8601, or as it stands where it does not read as one."""
    written = text(value)
    parts = _STAMP.fullmatch(written)
    if not parts:
        return written if any(letter in "123456789" for letter in written) else ""
    year, month, day, *clock = parts.groups()
    if year == "0000":
        return ""
    zone = text(offset)
    return f"{year}-{month}-{day}T{':'.join(clock)}{zone if _OFFSET.fullmatch(zone) else ''}"

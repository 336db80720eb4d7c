"""Where and when a camera says it was, out of the GPS directory (EXIF 2.32, section 4.6.6)."""

import math
from collections.abc import Mapping
from typing import Any

_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4
_ALTITUDE_REF, _ALTITUDE, _TIME, _DATE = 5, 6, 7, 29
_BELOW_SEA_LEVEL = 1

Tags = Mapping[int, Any]


def gps_fields(gps: Tags) -> dict[str, str]:
    """``latitude``, ``longitude``, ``altitude`` and ``gps_time``, those that make sense.

    A position whose reference is not a compass direction, or that is off the globe, is left out:
    without its sign it would point at another continent.
    """
    fields: dict[str, str] = {}
    latitude = degrees(gps.get(_LATITUDE), gps.get(_LATITUDE_REF), "NS", 90)
    longitude = degrees(gps.get(_LONGITUDE), gps.get(_LONGITUDE_REF), "EW", 180)
    if latitude is not None and longitude is not None:
        fields["latitude"] = _places(latitude, 6)
        fields["longitude"] = _places(longitude, 6)
    altitude = number(gps.get(_ALTITUDE))
    if altitude is not None:
        below = gps.get(_ALTITUDE_REF) in (_BELOW_SEA_LEVEL, bytes([_BELOW_SEA_LEVEL]))
        fields["altitude"] = _places(-altitude if below else altitude, 2)
    fields["gps_time"] = _time(gps.get(_DATE), gps.get(_TIME))
    return fields


def degrees(value: object, reference: object, directions: str, most: int) -> float | None:
    """Signed decimal degrees, or null. ``directions`` names the positive direction first."""
    if isinstance(reference, bytes):
        reference = reference.decode("latin-1")
    letter = reference.strip("\0 ").upper() if isinstance(reference, str) else ""
    if len(letter) != 1 or letter not in directions or not isinstance(value, tuple):
        return None
    parts = [number(part) for part in value[:3]]
    if not parts or parts[0] is None:
        return None
    total = sum((part or 0.0) / 60.0**place for place, part in enumerate(parts))
    if not 0 <= total <= most:
        return None
    return total if letter == directions[0] else -total


def number(value: Any) -> float | None:  # noqa: ANN401 - whatever Pillow made of the tag
    """A rational as a finite float, or null (a denominator of zero, text, nothing)."""
    try:
        result: float = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def _places(value: float, places: int) -> str:
    return f"{round(value, places) + 0.0:.{places}f}"


def _time(date: object, clock: object) -> str:
    if not isinstance(date, str) or not isinstance(clock, tuple) or len(clock) != 3:
        return ""
    day = date.strip("\0 ").replace(":", "-")
    parts = [number(part) for part in clock]
    whole = [int(part) for part in parts if part is not None and 0 <= part < 61]
    if len(whole) != 3 or len(day) != 10 or not day.replace("-", "").isdigit():
        return ""
    return f"{day}T{whole[0]:02}:{whole[1]:02}:{whole[2]:02}Z"

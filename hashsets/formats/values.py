"""Values as exchange files write them: numbers as text, truth as words, JSON as it comes."""

import re
from decimal import Decimal

import msgspec

CATEGORY_RANGE = range(-(2**31) + 1, 2**31)
"""What the category column can hold; its least value stands for none."""


SIZE_RANGE = range(-(2**63) + 1, 2**63)
JSON = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
DIGITS = re.compile(r"[+-]?[0-9]{1,19}")


def whole_number(value: object) -> int | str | None:
    """``value`` as a 64-bit integer, null where there is none, or its text where it is neither.

    Accepts numbers and their text, as VICS writers produce both.
    """
    if value is None or value == "":
        return None
    number: int | None = None
    if isinstance(value, str) and DIGITS.fullmatch(value.strip()):
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20:
        number = int(value) if value == value.to_integral_value() else None
    return number if number is not None and number in SIZE_RANGE else str(value)


def category_of(value: object) -> tuple[int | None, str | None]:
    """A category as its raw integer, or else as the grade in words that stands in its place."""
    number = whole_number(value)
    if isinstance(number, int) and number not in CATEGORY_RANGE:
        return None, str(number)
    return (number, None) if not isinstance(number, str) else (None, number)


def compact_json(value: object) -> str:
    """``value`` as JSON on one line."""
    return JSON.encode(value).decode()

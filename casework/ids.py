"""Identifiers of records: 26 characters that sort by when they were made (as ULIDs do)."""

import secrets
from datetime import datetime

from casework.moments import microseconds

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit."""


def new_id(at: datetime) -> str:
    """48 bits of milliseconds since 1970, then 80 random bits (the ULID specification)."""
    number = (microseconds(at) // 1000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))

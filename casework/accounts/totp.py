"""Time-based one-time passwords (RFC 6238 over RFC 4226), the second factor; works offline."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from casework.moments import microseconds

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
"""RFC 4226 section 4 recommends 160 bits."""

DRIFT = 1
"""Steps either way that a clock may be off (RFC 6238 section 5.2)."""


def new_secret() -> bytes:
    """A secret to share with the holder's authenticator."""
    return secrets.token_bytes(SECRET_BYTES)


def step_at(moment: datetime) -> int:
    """The number of the 30-second step since 1970."""
    return microseconds(moment) // (STEP_SECONDS * 1_000_000)


def code_at(secret: bytes, step: int, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """The code of a step (RFC 4226 section 5.3). SHA-1 is what every authenticator can do."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), algorithm)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def accepted_step(secret: bytes, code: str, moment: datetime, last: int) -> int | None:
    """The step whose code it is, later than ``last``, so that no code serves twice; else null."""
    given, now = code.replace(" ", "").encode("utf-8", "replace"), step_at(moment)
    found = None
    for step in range(max(now - DRIFT, 0), now + DRIFT + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), given)
        if same and step > last and found is None:
            found = step
    return found


def typed(secret: bytes) -> str:
    """The secret as it is typed into an authenticator: base 32."""
    return base64.b32encode(secret).decode("ascii")


def address(secret: bytes, account: str) -> str:
    """The ``otpauth`` address that authenticators read from a code image."""
    query = urlencode({"secret": typed(secret), "issuer": "Skerry"})
    return f"otpauth://totp/{quote(f'Skerry:{account}')}?{query}"

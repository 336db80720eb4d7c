"""A signed POST of ids and severities to an address that the unit configured; never content.

The signature is HMAC-SHA256, in hex, over the time (seconds since 1970), a full stop and the body:
``Skerry-Signature: t=1795382045,v1=5257a8…``. A receiver refuses old times, so that nothing that
was overheard can be sent again.
"""

import hashlib
import hmac
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from monitor.delivery.base import DeliveryError, Notice

TIMEOUT = 10.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves the unit's own systems: that there is something to look at."""

    id: str
    revision: int
    severity: str
    state: str
    level: int


class Webhook:
    """An address and the secret that it shares with us."""

    def __init__(self, address: str, secret: bytes, kind: str = "webhook:") -> None:
        self.name, self._address, self._secret = f"{kind}{address}", address, secret

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Send one message of all; raises ``DeliveryError`` unless it is accepted (2xx)."""
        body = msgspec.json.encode({"alerts": [summary(notice) for notice in notices]})
        headers = {
            "Content-Type": "application/json",
            "Skerry-Signature": signature(self._secret, body, int(time.time())),
        }
        request = urllib.request.Request(self._address, body, headers, method="POST")
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT):
                pass
        except urllib.error.HTTPError as error:
            raise DeliveryError(f"{self.name}: answered {error.code}") from None
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(f"{self.name}: {error}") from None

    def close(self) -> None:
        """Nothing is held open."""


def is_webhook(address: str) -> bool:
    """Whether an address is one that may be told: ``https``, or ``http`` on this host."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Only the configured address is ever told anything."""

    def redirect_request(self, *_: object) -> None:
        return None


def summary(notice: Notice) -> Summary:
    """What of an alert may leave."""
    alert = notice.alert
    return Summary(
        id=alert.id,
        revision=alert.revision,
        severity=alert.severity,
        state=alert.state,
        level=notice.level,
    )


def signature(secret: bytes, body: bytes, now: int) -> str:
    """The header's value for a body sent at a time (seconds since 1970)."""
    signed = hmac.new(secret, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={now},v1={signed}"

"""From an address to a target."""

import os
from collections.abc import Sequence
from pathlib import Path

from monitor.delivery.base import Target
from monitor.delivery.json_lines import JsonLines
from monitor.delivery.known import CONTACT
from monitor.delivery.webhook import Webhook, is_webhook
from monitor.errors import MonitorError

SECRET = "SKERRY_WEBHOOK_SECRET"


def open_target(address: str, home: Path) -> Target:
    """The target at an address; raises ``MonitorError``.

    A webhook's secret is in the environment, or in ``webhook.key`` in ``SKERRY_HOME``: never in a
    command line, which others on the host can read.
    """
    if address.startswith("kafka://"):
        from monitor.delivery.alerts_topic import open_alerts_topic  # noqa: PLC0415 - only with a broker

        return open_alerts_topic(address)
    if is_webhook(address):
        return Webhook(address, _secret(home))
    if "://" in address:
        raise MonitorError(f"alerts are not sent to {address}: https://, kafka:// or a file")
    return JsonLines(None if address == "-" else Path(address))


def open_contacts(levels: Sequence[Sequence[str]], home: Path) -> list[Target]:
    """Everybody who is told of what nobody acknowledged; raises ``MonitorError``.

    They are told ids and severities by a signed webhook, as ``open_target`` says.
    """
    addresses = sorted({address for level in levels for address in level})
    wrong = [address for address in addresses if not is_webhook(address)]
    if wrong:
        raise MonitorError(f"a contact is told at https://…, not at {wrong[0]}")
    return [Webhook(address, _secret(home), CONTACT) for address in addresses]


def _secret(home: Path) -> bytes:
    given = os.environ.get(SECRET)
    if given:
        return given.encode()
    try:
        return (home / "webhook.key").read_bytes().strip()
    except OSError:
        raise MonitorError(
            f"a webhook is signed: put its secret into {home / 'webhook.key'} or ${SECRET}"
        ) from None

"""Where on which cluster: ``kafka://HOST[:PORT][,HOST[:PORT]...]/TOPIC[?group=NAME]``."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from monitor.errors import MonitorError

SCHEME = "kafka://"
PORT = 9092
GROUP = "skerry-monitor"
"""The consumer group of all monitors of one store, where the address names none."""

_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:\[\]@/]+)(?::(?P<port>[0-9]{1,5}))?")


class Address(NamedTuple):
    """Brokers to ask first, as ``host:port``, and a topic of theirs."""

    brokers: tuple[str, ...]
    topic: str
    group: str = GROUP

    def __str__(self) -> str:
        return f"{SCHEME}{','.join(self.brokers)}/{self.topic}"


def parse_address(url: str) -> Address:
    """The address in a URL; raises ``MonitorError``, which never repeats what may be a password."""
    if not url.startswith(SCHEME):
        raise MonitorError(f"a Kafka address begins with {SCHEME}")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise MonitorError("not a Kafka address: its brackets do not close") from None
    if "@" in parts.netloc:
        raise MonitorError("a Kafka address holds no user or password: they belong in the options")
    brokers = tuple(_broker(host) for host in parts.netloc.split(","))
    topic = parts.path.removeprefix("/")
    if not _TOPIC.fullmatch(topic) or topic in (".", ".."):
        raise MonitorError(f"a Kafka address ends with a topic, as in {SCHEME}HOST:PORT/TOPIC")
    return Address(brokers, topic, _group(parts.query))


def _broker(text: str) -> str:
    found = _HOST.fullmatch(text)
    port = int(found["port"] or PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise MonitorError(f"not a broker's HOST:PORT: {text!r}")
    return f"{found['host']}:{port}"


def _group(query: str) -> str:
    asked = dict(parse_qsl(query, keep_blank_values=True))
    group = asked.pop("group", GROUP)
    if asked:
        raise MonitorError(f"a Kafka address knows no {', '.join(sorted(asked))}, only group")
    if not group:
        raise MonitorError("the group in a Kafka address is empty")
    return group

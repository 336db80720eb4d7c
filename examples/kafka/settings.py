"""What a broker is told: KRaft mode, both roles in one process, everything on 127.0.0.1.

The names are of kafka.apache.org/43/documentation, "Broker Configs".
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
CONTROLLER = "CONTROLLER"


class Listener(NamedTuple):
    """Where clients come in: a name such as PLAIN, and what it speaks, such as SASL_SSL."""

    name: str
    protocol: str
    port: int


class Node(NamedTuple):
    """One broker of a cluster."""

    number: int
    controller_port: int
    listeners: tuple[Listener, ...]
    folder: Path

    @property
    def address(self) -> str:
        """Host and port of the first listener, which brokers use among themselves too."""
        return f"{HOST}:{self.listeners[0].port}"


def properties(
    node: Node, nodes: Sequence[Node], partitions: int = 4, more: Mapping[str, str] | None = None
) -> str:
    """The text of ``server.properties`` for one of the nodes."""
    copies = min(3, len(nodes))
    first = node.listeners[0].name
    speaks = {CONTROLLER: "PLAINTEXT"} | {one.name: one.protocol for one in node.listeners}
    clients = ",".join(f"{one.name}://{HOST}:{one.port}" for one in node.listeners)
    voters = ",".join(f"{one.number}@{HOST}:{one.controller_port}" for one in nodes)
    told = {
        "process.roles": "broker,controller",
        "node.id": str(node.number),
        "controller.quorum.voters": voters,
        "listeners": f"{clients},{CONTROLLER}://{HOST}:{node.controller_port}",
        "advertised.listeners": clients,
        "controller.listener.names": CONTROLLER,
        "inter.broker.listener.name": first,
        "listener.security.protocol.map": ",".join(f"{k}:{v}" for k, v in speaks.items()),
        "log.dirs": str(node.folder / "data"),
        "num.partitions": str(partitions),
        **_copies(copies),
        **_SMALL,
        **(more or {}),
    }
    return "".join(f"{name}={value}\n" for name, value in told.items())


def _copies(copies: int) -> dict[str, str]:
    kept = max(1, copies - 1)
    soon = _SOON if copies > 1 else {}
    return {
        **soon,
        "default.replication.factor": str(copies),
        "min.insync.replicas": str(kept),
        "offsets.topic.replication.factor": str(copies),
        "transaction.state.log.replication.factor": str(copies),
        "transaction.state.log.min.isr": str(kept),
        "share.coordinator.state.topic.replication.factor": str(copies),
        "share.coordinator.state.topic.min.isr": str(kept),
    }


_SOON = {
    # A broker that was killed is missed within two seconds, not within the nine of the default.
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "400",
    "controller.quorum.fetch.timeout.ms": "1500",
    "controller.quorum.election.timeout.ms": "600",
    "controller.quorum.election.backoff.max.ms": "600",
}

_SMALL = {
    # A worker that was killed is missed within a second or so, not within the six of the default.
    "group.min.session.timeout.ms": "1000",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "log.cleaner.dedupe.buffer.size": "4194304",
}

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %m (%c)%n
"""
"""``log4j2.properties``: warnings and worse, on standard output."""

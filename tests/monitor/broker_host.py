"""Holds one broker for all processes of a test run: ``python -m tests.monitor.broker_host FOLDER``.

Each process that uses it shares a lock on ``users``. When the last one is gone, by whatever way,
the lock is ours alone, and the broker ends.
"""

import fcntl
import json
import sys
from pathlib import Path

from examples.kafka.broker import Broker, cluster_id, free_ports
from examples.kafka.settings import Listener, Node
from skerry import SkerryError
from tests.monitor.authority import Authority

USER, PASSWORD = "unit-4", "correct-horse"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
PLAIN = (
    f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}="{PASSWORD}";'
)


def node_of(folder: Path) -> Node:
    ports = free_ports(5)
    listeners = (
        Listener("PLAIN", "PLAINTEXT", ports[0]),
        Listener("TLS", "SSL", ports[1]),
        Listener("MUTUAL", "SSL", ports[2]),
        Listener("SASL", "SASL_SSL", ports[3]),
    )
    return Node(1, ports[4], listeners, folder / "broker")


def security(folder: Path) -> dict[str, str]:
    authority = Authority(folder)
    authority.issue("client")
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(authority.issue("server")),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.certificate),
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.sasl.sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.sasl.scram-sha-512.sasl.jaas.config": SCRAM,
        "listener.name.sasl.plain.sasl.jaas.config": PLAIN,
    }


def host(folder: Path) -> None:
    node = node_of(folder)
    broker = Broker(node, lasting=False)
    user = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
    broker.prepare([node], cluster_id(), security(folder), ("--add-scram", user))
    broker.start()
    try:
        broker.wait()
        said = {one.name: f"127.0.0.1:{one.port}" for one in node.listeners}
        (folder / "almost").write_text(json.dumps(said), "ascii")
        (folder / "almost").rename(folder / "ready")
        with (folder / "users").open("r") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (folder / "ready").unlink()
    finally:
        broker.kill()


if __name__ == "__main__":
    where = Path(sys.argv[1])
    try:
        host(where)
    except SkerryError as error:
        (where / "failed").write_text(str(error), "utf-8")

"""Real brokers for tests: one that a test run's processes share, and clusters of a test's own."""

import fcntl
import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples.kafka.broker import Broker, cluster_id, plan
from examples.kafka.jars import KafkaUnavailable, jars
from examples.kafka.topics import make_topics
from monitor.kafka.security import Security
from tests.house import ROOT
from tests.monitor.broker_host import PASSWORD, USER

PATIENCE = 120


class Shared:
    """The broker by its listeners, and what its clients may need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.listeners: dict[str, str] = json.loads((folder / "ready").read_text("ascii"))
        self.address = self.listeners["PLAIN"]
        self.authority = str(folder / "ca.pem")
        self.client = str(folder / "client.pem")

    def topic(self, partitions: int = 4) -> str:
        """A new topic."""
        name = f"test.{secrets.token_hex(6)}"
        make_topics(self.address, {name: partitions})
        return name

    def url(self, topic: str, listener: str = "PLAIN") -> str:
        return f"kafka://{self.listeners[listener]}/{topic}?group=group-of-{topic}"

    def signed_in(self, mechanism: str = "SCRAM-SHA-512", password: str = PASSWORD) -> Security:
        return Security(
            tls=True,
            cafile=self.authority,
            mechanism=mechanism,  # type: ignore[arg-type]
            username=USER,
            password=password,
        )


def skip_without_kafka() -> None:
    if shutil.which("java") is None or shutil.which("setpriv") is None:
        pytest.skip("no Java here, which Kafka needs")
    try:
        jars()
    except KafkaUnavailable as error:
        pytest.skip(str(error))


@contextmanager
def shared_broker(folder: Path) -> Iterator[Shared]:
    """The broker of this test run, started by whichever process is the first to ask."""
    skip_without_kafka()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with (folder / "starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not (folder / "ready").exists():
                _start(folder)
        yield Shared(folder)


def _start(folder: Path) -> None:
    with (folder / "host.log").open("ab") as log:
        host = subprocess.Popen(
            [sys.executable, "-m", "tests.monitor.broker_host", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while not (folder / "ready").exists():
        if host.poll() is not None or time.monotonic() > until:
            host.kill()
            failed = folder / "failed"
            why = failed if failed.exists() else folder / "host.log"
            pytest.fail(f"no broker: {why.read_text('utf-8')[-2000:]}")
        time.sleep(0.1)
    # It outlives this process where others still use it, and is nobody's child then.
    host.returncode = 0


class Cluster:
    """Three brokers, to lose one of."""

    def __init__(self, folder: Path) -> None:
        nodes = plan(folder, 3)
        name = cluster_id()
        self.brokers = [Broker(node, lasting=False) for node in nodes]
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda broker: broker.prepare(nodes, name), self.brokers))
        for broker in self.brokers:
            broker.start()
        for broker in self.brokers:
            broker.wait()
        self.address = ",".join(node.address for node in nodes)

    def topic(self, partitions: int = 4) -> str:
        """A new topic that all three hold."""
        name = f"test.{secrets.token_hex(6)}"
        make_topics(self.brokers[0].node.address, {name: partitions}, copies=3)
        return name

    def close(self) -> None:
        """Kill what is left of it."""
        for broker in self.brokers:
            broker.kill()

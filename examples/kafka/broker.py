"""A broker as a process of ours, which does not outlive us."""

import secrets
import signal
import socket
import subprocess
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from examples.kafka.jars import KafkaUnavailable, jars, java
from examples.kafka.settings import HOST, LOGGING, Listener, Node, properties

PATIENCE = 60
"""Seconds for a broker to listen."""

MEMORY = ("-Xms192m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=128m")


BRIEF = "-XX:TieredStopAtLevel=1"
"""Starts sooner and never gets fast."""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at the moment."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def plan(folder: Path, brokers: int) -> list[Node]:
    """So many nodes on free ports, each with one listener without encryption."""
    ports = iter(free_ports(2 * brokers))
    return [
        Node(
            number,
            next(ports),
            (Listener("PLAIN", "PLAINTEXT", next(ports)),),
            folder / f"{number}",
        )
        for number in range(1, brokers + 1)
    ]


def cluster_id() -> str:
    """A new name for a cluster: 16 random bytes in base 64, the first of them below 0xF8.

    Kafka's own (``org.apache.kafka.common.Uuid``) never begin with a dash either.
    """
    some = bytes([secrets.randbelow(0xF8)]) + secrets.token_bytes(15)
    return urlsafe_b64encode(some).rstrip(b"=").decode("ascii")


class Broker:
    """One node; ``start`` after ``prepare``, as often as it was stopped or killed."""

    def __init__(self, node: Node, lasting: bool = True) -> None:
        self.node = node
        self._memory = MEMORY if lasting else (*MEMORY, BRIEF)
        self._settings = node.folder / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(
        self,
        nodes: Sequence[Node],
        cluster: str,
        more: Mapping[str, str] | None = None,
        format_words: Sequence[str] = (),
    ) -> None:
        """Write the settings and format the storage; what was formatted stays as it is."""
        self.node.folder.mkdir(parents=True, exist_ok=True)
        self._settings.write_text(properties(self.node, nodes, more=more), "utf-8")
        (self.node.folder / "log4j2.properties").write_text(LOGGING, "utf-8")
        tool = ("kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", cluster)
        done = subprocess.run(
            self._java(*tool, "-c", str(self._settings), *format_words),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise KafkaUnavailable(f"Kafka's storage: {done.stderr.strip() or done.stdout.strip()}")

    def start(self) -> None:
        """Start the process; ``wait`` says when it can be used."""
        with (self.node.folder / "broker.log").open("ab") as log:
            # The kernel ends it with us, also where we are killed.
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self._java("kafka.Kafka", str(self._settings))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Until every listener answers; raises ``KafkaUnavailable``."""
        until = time.monotonic() + PATIENCE
        for listener in self.node.listeners:
            while not _answers(listener.port):
                if self._process is None or self._process.poll() is not None:
                    raise KafkaUnavailable(f"the broker ended: {self.said()}")
                if time.monotonic() > until:
                    raise KafkaUnavailable(
                        f"the broker is not up after {PATIENCE} s: {self.said()}"
                    )
                time.sleep(0.05)

    def said(self) -> str:
        """The last lines of its log."""
        return (self.node.folder / "broker.log").read_text("utf-8", "replace")[-2000:]

    def join(self) -> int:
        """Wait for its end; its exit code."""
        return self._process.wait() if self._process is not None else 0

    def stop(self) -> None:
        """End it in an orderly way."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._process.kill()
        self._process.wait()
        self._process = None

    def _java(self, *words: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.node.folder / 'log4j2.properties'}"
        return [java(), *self._memory, "-cp", f"{jars()}/*", logging, *words]


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 1).close()
    except OSError:
        return False
    return True

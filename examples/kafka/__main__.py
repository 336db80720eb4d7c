"""``make kafka``: one broker in the foreground, with the monitor's topics, until interrupted."""

import argparse
import sys
from pathlib import Path

from examples.kafka.broker import Broker, cluster_id
from examples.kafka.settings import Listener, Node
from examples.kafka.topics import ALERTS, EVENTS, QUARANTINE, make_topics
from skerry import SkerryError

USE = """\
Kafka is up at {address}; topics: {events} ({partitions} partitions), {alerts}, {quarantine}.

  skerry monitor simulate --people 100 --events 10000 --seed 1 --basis-out basis.json \\
      --out kafka://{address}/{events}
  skerry monitor run --source kafka://{address}/{events} --basis basis.json \\
      --alerts-to kafka://{address}/{alerts}

Interrupt (Ctrl-C) to end it; what it holds stays in {folder}."""


def main() -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="make kafka", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=9092)
    parser.add_argument("--partitions", type=int, default=4)
    words = parser.parse_args()
    try:
        return _run(words.folder.resolve(), words.port, words.partitions)
    except SkerryError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # It is how a broker in the foreground is meant to end.
        return 0


def _run(folder: Path, port: int, partitions: int) -> int:
    broker = Broker(Node(1, port + 1, (Listener("PLAIN", "PLAINTEXT", port),), folder))
    print("Getting Kafka ready (its jars are fetched the first time)", flush=True)
    broker.prepare([broker.node], _cluster(folder))
    broker.start()
    try:
        broker.wait()
        topics = {EVENTS: partitions, ALERTS: 1, QUARANTINE: 1}
        make_topics(broker.node.address, topics)
        named = {"events": EVENTS, "alerts": ALERTS, "quarantine": QUARANTINE}
        told = USE.format(
            address=broker.node.address, partitions=partitions, folder=folder, **named
        )
        print(told, flush=True)
        return broker.join()
    finally:
        broker.stop()


def _cluster(folder: Path) -> str:
    """The cluster's name, the same each time, as its storage demands."""
    file = folder / "cluster"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(cluster_id(), "ascii")
    return file.read_text("ascii")


if __name__ == "__main__":
    sys.exit(main())

"""A broker of its own for a benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.kafka.broker import Broker, cluster_id, plan


@contextmanager
def one_broker(folder: Path) -> Iterator[str]:
    """Start one whose data lie in ``folder``, and end it; its address."""
    nodes = plan(folder, 1)
    broker = Broker(nodes[0])
    broker.prepare(nodes, cluster_id())
    broker.start()
    try:
        broker.wait()
        yield broker.node.address
    finally:
        broker.stop()

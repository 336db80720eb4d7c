"""What a consumer is told, and how long things may take."""

from typing import Any, NamedTuple

from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor

from monitor.kafka.address import Address

COMMON_SESSION = 6.0
"""Seconds: the shortest session that a broker allows which was not told otherwise."""


class Timing(NamedTuple):
    """Seconds."""

    session: float = 1.2
    """After which a worker that says nothing loses its partitions to the others."""
    heartbeat: float = 0.3
    stalled: float = 10.0
    """After which a consumer that gets nothing though something waits is begun anew."""
    answer: float = 15.0
    """For a cluster to be reached at the start."""
    looks: float = 1.0
    """Between two looks at where the partitions end."""


def consumer_settings(address: Address, timing: Timing, security: dict[str, Any]) -> dict[str, Any]:
    """Everything aiokafka is told."""
    # aiokafka keeps the last assignment in the class: two consumers need two classes.
    sticky = type("Sticky", (StickyPartitionAssignor,), {})
    return {
        "bootstrap_servers": list(address.brokers),
        "group_id": address.group,
        "enable_auto_commit": False,
        "auto_offset_reset": "none",
        "partition_assignment_strategy": [sticky],
        "session_timeout_ms": int(timing.session * 1000),
        "heartbeat_interval_ms": int(timing.heartbeat * 1000),
        "request_timeout_ms": int(timing.answer * 1000),
        # A partition that has run dry must not keep the others of its broker waiting.
        "fetch_max_wait_ms": 50,
        "max_partition_fetch_bytes": 16 << 20,
        "fetch_max_bytes": 48 << 20,
        **security,
    }

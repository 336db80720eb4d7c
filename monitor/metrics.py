"""Numbers for Prometheus: what this process did, and how the whole store stands when asked.

Labels are reasons, severities, states and kinds of target, all of them closed lists: nothing of any
person, device or address is ever in one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from monitor.engine import Outcome
from monitor.errors import MonitorError
from monitor.event import Poison
from monitor.gate import Refusal
from monitor.running import wall_clock
from monitor.severity import LADDER
from monitor.store.opening import Store
from monitor.store.tables import ALERTS, OUTBOX
from skerry import UsageError

SECOND = 1_000_000
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
KINDS = ("contact", "file", "kafka", "stdout", "webhook", "welfare")


class Metrics:
    """The numbers of one process, in a registry of their own."""

    def __init__(self, store: Store) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry(auto_describe=True)
        registry = self.registry
        self._records = Counter(
            "skerry_monitor_records", "Records read by this process", registry=registry
        )
        self._events = Counter("skerry_monitor_events", "Events kept, each once", registry=registry)
        refused = "Events outside the legal basis"
        self._refused = Counter("skerry_monitor_refused", refused, ["reason"], registry=registry)
        poison = "Records that are no events"
        self._quarantined = Counter(
            "skerry_monitor_quarantined", poison, ["reason"], registry=registry
        )
        lasts = "Seconds from a batch's arrival to its effects being durable"
        self._batch = Histogram(
            "skerry_monitor_batch_seconds", lasts, buckets=BUCKETS, registry=registry
        )
        waits = "What waits for this process: records of a topic, bytes of a file; NaN: not known"
        self._lag = Gauge("skerry_monitor_lag", waits, registry=registry)
        problem = "1 while a changed keyword library is refused and the former one still runs"
        self._problem = Gauge("skerry_monitor_library_problem", problem, registry=registry)
        for reason in Refusal:
            self._refused.labels(str(reason))
        for poison_reason in Poison:
            self._quarantined.labels(str(poison_reason))
        self.registry.register(StoreNumbers(store, wall_clock))

    def kept(self, outcome: Outcome) -> None:
        """Count a batch."""
        self._records.inc(outcome.records)
        self._events.inc(outcome.events)
        self._batch.observe(outcome.seconds)
        for reason, count in outcome.refusals.items():
            self._refused.labels(reason).inc(count)
        for reason, count in outcome.poisons.items():
            self._quarantined.labels(reason).inc(count)

    def stands(self, lag: int | None, library_problem: bool) -> None:
        """How it stands now."""
        self._lag.set(float("nan") if lag is None else lag)
        self._problem.set(library_problem)


class StoreNumbers(Collector):
    """Numbers that are counted in the store whenever somebody asks."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The numbers; of a store that cannot be reached only that it is not up."""
        try:
            with self._store.reading() as connection:
                found = list(_families(connection, self._clock()))
        except MonitorError:
            found = []
        up = GaugeMetricFamily("skerry_monitor_store_up", "1 where the store can be read")
        up.add_metric([], float(bool(found)))
        return iter([up, *found])


def _families(connection: Connection, now: int) -> Iterator[GaugeMetricFamily]:
    yield _alerts(connection)
    yield _waiting(connection)
    unheard = (ALERTS.c.raised.is_not(None), ALERTS.c.state == "open")
    oldest = connection.execute(select(func.min(ALERTS.c.raised)).where(*unheard)).scalar()
    age = 0.0 if oldest is None else max(0.0, (now - oldest) / SECOND)
    name = "skerry_monitor_oldest_unacknowledged_seconds"
    yield GaugeMetricFamily(name, "Age of the oldest alert that nobody acknowledged", value=age)
    late = select(func.count()).select_from(ALERTS).where(ALERTS.c.due <= now)
    count = float(connection.execute(late).scalar_one())
    yield GaugeMetricFamily("skerry_monitor_overdue", "Alerts past their deadline", value=count)


def _alerts(connection: Connection) -> GaugeMetricFamily:
    column = ALERTS.c
    query = select(column.rank, column.state, func.count()).where(column.raised.is_not(None))
    family = GaugeMetricFamily(
        "skerry_monitor_alerts", "Alerts on record", labels=["severity", "state"]
    )
    for rank, state, count in connection.execute(query.group_by(column.rank, column.state)):
        family.add_metric([str(LADDER[rank]), state], count)
    return family


def _waiting(connection: Connection) -> GaugeMetricFamily:
    query = select(OUTBOX.c.target, func.count()).group_by(OUTBOX.c.target)
    counts = dict.fromkeys(KINDS, 0)
    for target, count in connection.execute(query):
        kind = target.partition(":")[0]
        counts[kind] = counts.get(kind, 0) + count
    family = GaugeMetricFamily(
        "skerry_monitor_outbox_waiting", "Alerts not delivered yet", labels=["target"]
    )
    for kind, count in counts.items():
        family.add_metric([kind], count)
    return family


@contextmanager
def served(metrics: Metrics, address: str) -> Iterator[None]:
    """Answer at ``HOST:PORT``; raises ``UsageError``, and ``MonitorError`` where it is taken."""
    host, port = listening(address)
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        raise MonitorError(f"cannot answer at {address}: {error.strerror or error}") from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listening(address: str) -> tuple[str, int]:
    """Host and port; raises ``UsageError``."""
    host, separator, port = address.rpartition(":")
    if not (separator and host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f"--metrics is HOST:PORT, as in 127.0.0.1:9464, not {address!r}")
    return host.strip("[]"), int(port)

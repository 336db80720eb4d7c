import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store.opening import Store, open_store
from tests.casework import conftest as casework
from tests.monitor.brokers import Cluster, Shared, shared_broker, skip_without_kafka
from tests.monitor.desk import Desk

cluster, url = casework.cluster, casework.url


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """One broker for the whole test run, whatever the number of its processes."""
    base = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    with shared_broker((base if alone else base.parent) / "kafka") as broker:
        yield broker


@pytest.fixture(scope="session")
def three_brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    skip_without_kafka()
    cluster = Cluster(tmp_path_factory.mktemp("brokers"))
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def desk(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    return Desk(tmp_path, capfd, monkeypatch)


@pytest.fixture
def store(tmp_path: Path, url: str | None) -> Iterator[Store]:
    """A monitor's store of its own on each database."""
    opened = open_store(tmp_path / "home", url)
    yield opened
    opened.close()

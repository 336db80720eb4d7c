"""Monitors that are killed, stopped, doubled or cut off: the same alerts, none untold."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from pathlib import Path
from random import Random

import pytest

from monitor.store.opening import open_store
from tests.casework.postgres import Cluster
from tests.monitor.processes import Host, stop
from tests.monitor.recorded import play, recorded, shuffled, told

LINES = recorded(4000, seed=5)


@pytest.fixture(scope="session")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = open_store(tmp_path_factory.mktemp("uninterrupted"))
    play(store, LINES, repeat(1000))
    found = told(store)
    store.close()
    return found


def killed_on_the_way(host: Host, steps: int, seed: int, *options: str | Path) -> int:
    """Kill a monitor every so many bytes of a file, then let one end; how often it was killed."""
    chance, size, kills = Random(seed), host.source.stat().st_size, 0
    for step in range(1, steps):
        running = host.begin(None, *options)
        host.until(running, step * size // steps)
        time.sleep(chance.uniform(0, 0.05))
        kills += stop(running) == -signal.SIGKILL
    host.finish(None, *options)
    return kills


@pytest.mark.slow
def test_kills_every_few_hundred_events_change_nothing(
    tmp_path: Path, url: str | None, uninterrupted: bytes
) -> None:
    host = Host(tmp_path, shuffled(LINES, 2) + LINES[:500], url)
    assert killed_on_the_way(host, 5, 1) >= 2
    assert host.told() == uninterrupted


@pytest.mark.slow
def test_a_monitor_that_is_asked_to_stop_keeps_what_it_took_and_goes_on_later(
    tmp_path: Path, uninterrupted: bytes
) -> None:
    host = Host(tmp_path, LINES)
    for _ in range(2):
        before, running = host.read_to(), host.begin()
        host.until(running, before + 1)
        assert stop(running, signal.SIGTERM) == 0
    host.finish()
    assert host.told() == uninterrupted


@pytest.mark.slow
def test_two_monitors_of_one_store_with_different_files_are_as_one(
    tmp_path: Path, url: str | None
) -> None:
    theirs = [line for line in LINES if b'"P-2"' in line or b'"P-4"' in line]
    parts = [theirs, [line for line in LINES if line not in set(theirs)]]
    alone = Host(tmp_path / "alone", LINES, None)
    files = [alone.written(f"{n}.jsonl", part) for n, part in enumerate(parts)]
    for file in files:
        alone.finish(file)
    both = Host(tmp_path / "both", LINES, url)
    running = [both.begin(file) for file in files]
    for one in running:
        _, said = one.communicate(timeout=240)
        assert one.returncode == 0, said
    assert both.told() == alone.told()


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_restarted_on_the_way_loses_and_doubles_nothing(
    tmp_path: Path, cluster: Cluster, uninterrupted: bytes, mode: str
) -> None:
    host = Host(tmp_path, LINES, cluster.schema())
    running = host.begin()
    host.until(running, host.source.stat().st_size // 3)
    cluster.stop(mode)
    cluster.start()
    _, said = running.communicate(timeout=240)
    assert running.returncode == 0, said
    assert host.told() == uninterrupted


class Receiver(ThreadingHTTPServer):
    """Notes the alerts that it is told of."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        super().__init__(("127.0.0.1", 0), Noting)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Noting(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told += [(one["id"], one["revision"]) for one in body["alerts"]]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_every_alert_is_told_at_least_once_and_no_other_however_often_it_is_killed(
    tmp_path: Path, receiver: Receiver, uninterrupted: bytes
) -> None:
    host, file = Host(tmp_path, LINES), tmp_path / "alerts.jsonl"
    targets = ("--alerts-to", file, "--alerts-to", receiver.address)
    chance = Random(4)
    for _ in range(40):
        running = host.begin(None, *targets)
        # from before the store is opened to after the end, and mostly while there is work
        time.sleep(chance.uniform(0.2, 2.2))
        stop(running)
    host.finish(None, *targets)
    assert host.told() == uninterrupted
    final = {
        alert["id"]: alert["revision"] for alert in map(json.loads, uninterrupted.splitlines())
    }
    lines = [json.loads(line) for line in file.read_bytes().splitlines() if line.endswith(b"}")]
    for told_of in (receiver.told, [(one["id"], one["revision"]) for one in lines]):
        assert {one for one, _ in told_of} == set(final)
        assert set(final.items()) <= set(told_of)
        assert all(revision <= final[one] for one, revision in told_of)

import json
import os
import socket
import time
import urllib.request
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

import cli
from monitor.delivery.base import DeliveryError
from monitor.errors import Fenced, MonitorError
from monitor.journal import Form, Journal
from monitor.rules import Libraries
from monitor.store.opening import open_store
from monitor.store.tables import WORKERS
from monitor.store.workers import LONG_GONE, Life, alive, gone
from monitor.witness import Witness
from tests.monitor.desk import HEIST, LIBRARY, Desk, said


def log_of(err: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.splitlines()]


def test_each_happening_is_one_line_of_json_without_a_word_or_a_person_in_it(desk: Desk) -> None:
    source = desk.written(said(HEIST), b"{", said(HEIST, 2, subject="P-0999"))
    answer = desk.run(source, "--log", "json")
    lines = log_of(answer.err)
    assert [line["happening"] for line in lines] == [
        "start",
        "partitions",
        "quarantine",
        "batches",
        "stop",
    ]
    for secret in ("lantern", "P-0042", "P-0999", "D-17", "c-91"):
        assert secret not in answer.err
    assert lines[2]["reasons"] == {"not-json": 1}
    assert lines[3]["refused"] == {"no-basis": 1}
    assert {line["process"] for line in lines} == {lines[0]["process"]}


def test_a_plain_log_of_a_file_is_silent_but_for_warnings(desk: Desk) -> None:
    assert desk.run(desk.written(said(HEIST))).err == ""
    answer = desk.run(desk.written(said("hello", 2), b"{"))
    assert answer.err == "skerry: quarantine: 1 not-json\n"


def test_a_process_that_ended_is_no_longer_listed_and_one_that_was_killed_is(desk: Desk) -> None:
    desk.run(desk.written(said(HEIST)))
    store = open_store(desk.home)
    now = time.time_ns() // 1000
    with store.writing() as connection:
        alive(connection, Life("a:1", now, now, 10, 3, 5))
        alive(connection, Life("a:2", now, now - LONG_GONE - 1, 0, None, 0))
        gone(connection, "b:1", now)
        found = connection.execute(WORKERS.select()).all()
    store.close()
    assert [row.name for row in found] == ["a:1"]
    assert "process a:1: 5 events/s, waiting 3" in desk.monitor("status").out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def numbers(port: int) -> dict[tuple[str, tuple[str, ...]], float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    for secret in ("P-0042", "D-17", "lantern", "c-91", "127.0.0.1", ".jsonl"):
        assert secret not in text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Running:
    """A run that reads a pipe, in a thread of this process, until the pipe is closed."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch, *options: str | Path) -> None:
        reading, self.writing = os.pipe()
        self._stdin = os.fdopen(reading, "rb")
        monkeypatch.setattr("sys.stdin", self._stdin)
        words = ["monitor", "run", "--source", "-", *map(str, desk.rules()), *map(str, options)]
        # signals belong to the main thread
        monkeypatch.setattr("monitor.commands_run.signal.signal", lambda *_: None)
        self.ended = Event()
        self._thread = Thread(target=self._run, args=(words,))
        self._thread.start()

    def _run(self, words: list[str]) -> None:
        cli.main(words)
        self.ended.set()

    def say(self, *events: dict[str, Any]) -> None:
        for one in events:
            os.write(self.writing, json.dumps(one).encode() + b"\n")

    def stop(self) -> None:
        os.close(self.writing)
        self._thread.join()
        self._stdin.close()


def until(holds: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
def test_prometheus_reads_what_was_done_and_how_the_store_stands(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    out = desk.folder / "alerts.jsonl"
    run = Running(desk, monkeypatch, "--metrics", f"127.0.0.1:{port}", "--alerts-to", out)

    def events() -> float:
        try:
            return numbers(port)["skerry_monitor_events_total", ()]
        except OSError:
            return -1

    until(lambda: events() == 0)
    run.say(said(HEIST), said("hello", 2), said("x", 3, subject="P-0999"), {"no": "event"})
    until(lambda: events() == 3)
    until(lambda: numbers(port)["skerry_monitor_outbox_waiting", ("file",)] == 0)
    found = numbers(port)
    assert found["skerry_monitor_refused_total", ("no-basis",)] == 1
    assert found["skerry_monitor_refused_total", ("basis-ended",)] == 0
    assert found["skerry_monitor_quarantined_total", ("not-an-event",)] == 1
    assert found["skerry_monitor_alerts", ("high", "open")] == 1
    assert found["skerry_monitor_batch_seconds_count", ()] >= 1
    assert 0 < found["skerry_monitor_oldest_unacknowledged_seconds", ()] < 600
    assert found["skerry_monitor_library_problem", ()] == 0
    desk.library.write_text(LIBRARY.replace("any: [lantern heist]", "any: [nothing]"))

    def refused() -> bool:
        run.say(said("y", 4))
        return numbers(port)["skerry_monitor_library_problem", ()] == 1

    until(refused)
    desk.library.write_text(LIBRARY.replace("version: 1.0.0", "version: 1.1.0"))

    def swapped() -> bool:
        run.say(said("z", 5))
        return numbers(port)["skerry_monitor_library_problem", ()] == 0

    until(swapped)
    run.stop()
    assert run.ended.is_set()


def test_a_target_that_does_not_answer_is_trouble_in_the_log_and_the_alert_still_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_WEBHOOK_SECRET", "made up")
    address = f"http://127.0.0.1:{free_port()}/hook"
    answer = desk.run(desk.written(said(HEIST)), "--alerts-to", address, "--log", "json")
    assert answer.code == 0
    troubles = [line for line in log_of(answer.err) if line["happening"] == "delivery-trouble"]
    assert troubles
    assert all(address in line["text"] for line in troubles)
    assert f"not delivered yet: 1 webhook:{address}" in desk.monitor("status").out


@pytest.mark.parametrize(
    ("error", "happening"),
    [
        (Fenced("t/0 is read by another process"), "fenced"),
        (DeliveryError("x: answered 500"), "delivery-trouble"),
        (MonitorError("the connection to the store was lost"), "trouble"),
    ],
)
def test_each_kind_of_trouble_has_a_name_of_its_own(
    error: MonitorError, happening: str, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    store = open_store(desk.home)
    journal = Journal(Form.JSON, "host:1", all_of_it=True)
    Witness(store, Libraries([desk.library]), journal, None).trouble(error)
    store.close()
    (line,) = log_of(capfd.readouterr().err)
    assert (line["happening"], line["level"]) == (happening, "warning")
    assert line["text"] == str(error)


@pytest.mark.parametrize("address", ["9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:x", ":9464"])
def test_a_wrong_address_for_metrics_is_one_clear_line(desk: Desk, address: str) -> None:
    answer = desk.run(desk.written(said(HEIST)), "--metrics", address)
    assert answer.code == 2
    assert answer.err.startswith("skerry: --metrics is HOST:PORT")


def test_an_address_that_is_taken_is_one_clear_line(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        answer = desk.run(desk.written(said(HEIST)), "--metrics", address)
    assert answer.code == 1
    assert answer.err == f"skerry: cannot answer at {address}: Address already in use\n"

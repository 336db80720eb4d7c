"""Batches into the real stores."""

import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.moments import moment_of, written
from casework.records.permission import ThirdParties
from monitor.commands_alerts import raised
from monitor.engine import Engine
from monitor.errors import Fenced, MonitorError
from monitor.event import MOST_BYTES
from monitor.events import EVENT_TYPES
from monitor.records import Batch, Coordinates, Record
from monitor.store.archive import archived
from monitor.store.opening import Store, open_store
from monitor.store.tables import ARCHIVE, QUARANTINE, REASONS, SEEN
from tests.monitor.made import AT, DAY, HOUR, SECOND, cover, every_kind, rules
from tests.monitor.written import as_json, envelope

TOPIC = "t"


def line(text: str, number: int = 1, **changes: Any) -> bytes:
    """A message of P-1's, received when it was sent."""
    at = written(moment_of(AT + number * SECOND))
    name = changes.pop("name", "message_sent")
    whole = {
        "id": f"E-{number}",
        "source": "device/D-1",
        "subject": "P-1",
        "time": at,
        "recordedtime": at,
        "data": {"app": "chat", "counterparty": "c-1", "text": text},
        **changes,
    }
    return json.dumps(envelope(name, **whole)).encode()


def records(*lines: bytes, start: int = 0) -> list[Record]:
    return [Record(Coordinates(TOPIC, 0, start + n), None, one) for n, one in enumerate(lines)]


def keep(store: Store, *lines: bytes, **more: Any) -> None:
    """Keep lines as the next batch of the topic."""
    judged = more.get("judged") or rules()
    place, start = store.take_over(TOPIC, 0)
    batch = Batch(records(*lines, start=start), {place: start + len(lines)})
    Engine(store, lambda: AT).keep(batch, judged)


def count(store: Store, table: Any) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_severe_phrase_after_the_clock_was_moved_past_the_end_is_two_alerts(store: Store) -> None:
    judged = rules(cover(*every_kind(AT - DAY, AT + DAY, person="P-1", device="D-1")))
    later = written(moment_of(AT + 300 * DAY + SECOND))
    keep(store, line("to kill time", time=later), judged=judged)
    alerts = {alert.theme: alert for alert in raised(store)}
    assert set(alerts) == {"clock", "test"}
    assert "300 days ahead of receipt, past the end of the order" in alerts["clock"].explanation
    assert alerts["clock"].severity == "high"
    assert alerts["test"].rules == ("test/kill",)


def test_an_older_owners_batch_keeps_nothing(store: Store) -> None:
    engine, judged = Engine(store, lambda: AT), rules()
    older, _ = store.take_over(TOPIC, 0)
    newer, _ = store.take_over(TOPIC, 0)
    with pytest.raises(Fenced, match="read by another process"):
        engine.keep(Batch(records(line("kill"), b"poison"), {older: 2}), judged)
    for table in (SEEN, ARCHIVE, REASONS, QUARANTINE):
        assert count(store, table) == 0
    engine.keep(Batch(records(line("kill")), {newer: 1}), judged)
    assert len(list(raised(store))) == 1


def test_of_a_batch_of_two_partitions_neither_is_kept_where_one_was_taken_over(
    store: Store,
) -> None:
    mine, _ = store.take_over(TOPIC, 0)
    lost, _ = store.take_over(TOPIC, 1)
    store.take_over(TOPIC, 1)
    with pytest.raises(Fenced):
        Engine(store, lambda: AT).keep(Batch(records(line("kill")), {mine: 1, lost: 1}), rules())
    assert count(store, SEEN) == 0
    assert store.take_over(TOPIC, 0)[1] == 0


def test_every_event_that_signalled_has_its_reason_on_record(store: Store) -> None:
    keep(store, line("ill", 1), line("ill", 2), line("kill", 3), line("kill", 4), line("tea", 5))
    with store.reading() as connection:
        found = connection.execute(select(REASONS.c.reason)).scalars().all()
    assert sorted(found) == ["below-threshold", "below-threshold", "grouped", "raised"]


def test_an_event_whose_two_signals_differ_in_fate_is_known_by_the_weightier(store: Store) -> None:
    judged = rules()
    typed = [{"app": "notes", "text": text} for text in ("kil", "l ill")]
    lines = [line("", n, name="keystrokes", data=d, sequence=n) for n, d in enumerate(typed, 1)]
    keep(store, *lines, judged=judged)
    with store.reading() as connection:
        assert connection.execute(select(REASONS.c.reason)).scalars().all() == ["raised"]


POISON: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"\xff\x00 nothing", "not-json"),
    "a list": (b"[]", "not-an-event"),
    "wrong types": (json.dumps(envelope(id=7)).encode(), "not-an-event"),
    "unknown type": (json.dumps(envelope() | {"type": "x"}).encode(), "unknown-type"),
    "wrong data": (json.dumps(envelope(data={"app": 1})).encode(), "wrong-data"),
    "a bad time": (json.dumps(envelope(time="yesterday")).encode(), "bad-time"),
    "no device": (json.dumps(envelope(source="printer")).encode(), "bad-source"),
    "a torn line": (json.dumps(envelope()).encode()[:-20], "not-json"),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_set_aside_by_place_length_digest_and_reason_and_the_stream_goes_on(
    store: Store, name: str
) -> None:
    poison, reason = POISON[name]
    keep(store, line("tea", 1), poison, line("kill", 2))
    with store.reading() as connection:
        row = connection.execute(select(QUARANTINE)).one()
    assert (row.topic, row.partition, row.offset) == (TOPIC, 0, 1)
    assert (row.length, row.sha256) == (len(poison), hashlib.sha256(poison).hexdigest())
    assert row.reason == reason
    assert len(list(raised(store))) == 1
    assert count(store, SEEN) == 2


def test_ten_megabytes_of_text_are_set_aside_by_their_length(store: Store) -> None:
    long = line("kill " * 2_000_000)
    place, _ = store.take_over(TOPIC, 0)
    held = Record(Coordinates(TOPIC, 0, 0), None, long[: MOST_BYTES + 1], oversize=len(long))
    Engine(store, lambda: AT).keep(Batch([held], {place: len(long)}), rules())
    with store.reading() as connection:
        row = connection.execute(select(QUARANTINE)).one()
    assert (row.reason, row.length) == ("too-long", len(long))
    assert list(raised(store)) == []


def test_poison_that_is_met_again_is_set_aside_once(store: Store) -> None:
    keep(store, b"poison")
    place, _ = store.take_over(TOPIC, 0)
    Engine(store, lambda: AT).keep(Batch(records(b"poison"), {place: 1}), rules())
    assert count(store, QUARANTINE) == 1


def test_what_is_kept_comes_back_whole(store: Store) -> None:
    lines = [
        line("", n, name=name, data=kind.EXAMPLE, sequence=n)
        for n, (name, kind) in enumerate(EVENT_TYPES.items())
    ]
    wide = every_kind(third_parties=ThirdParties.HOUSEHOLD)
    keep(store, *lines, judged=rules(cover(*wide)))
    with store.reading() as connection:
        found = {event.id: event for event in archived(connection, store.master, "P-1")}
    assert len(found) == len(EVENT_TYPES)
    for n, (name, kind) in enumerate(EVENT_TYPES.items()):
        assert found[f"E-{n}"].type == name
        kept = as_json(found[f"E-{n}"].data)
        assert {key: kept[key] for key in kind.EXAMPLE} == kind.EXAMPLE


hostile = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(min_size=1, max_size=8),
        "source": st.text(max_size=4).map(lambda name: f"device/{name}") | st.just("device/D-1"),
        "subject": st.just("P-1") | st.text(max_size=4),
        "sequence": st.integers(-1, 2**70) | st.text("0123456789", max_size=30),
        "recordedtime": st.sampled_from(
            ["2026-11-18T12:00:00Z", "2099-12-31T23:59:59.999999Z", "2000-01-01T00:00:00Z"]
        ),
        "time": st.sampled_from(["2026-11-18T12:00:00Z", "2099-12-31T23:59:59Z"]),
        "handling": st.sampled_from(["privileged", "medical"]),
    },
)
numbers = st.integers() | st.floats(allow_nan=False) | st.just(10**400) | st.just(2**64)
DATA: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "keystrokes": {"app": st.text(max_size=3), "text": st.text(max_size=300)},
    "heartbeat": {"interval": numbers},
    "clock_changed": {"by": numbers},
    "app_used": {"app": st.text(max_size=3), "seconds": numbers},
    "file_downloaded": {"path": st.text(max_size=9), "size": numbers},
    "message_sent": {k: st.text(max_size=9) for k in ("app", "counterparty", "text")},
}


@st.composite
def events(draw: st.DrawFn) -> bytes:
    name = draw(st.sampled_from(sorted(DATA)))
    data = {key: draw(value) for key, value in DATA[name].items()}
    whole = envelope(name, source="device/D-1", subject="P-1") | draw(hostile) | {"data": data}
    return json.dumps(whole).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store that many examples share."""
    address = None if request.param == "sqlite" else request.getfixturevalue("cluster").schema()
    opened = open_store(tmp_path_factory.mktemp("lasting"), address)
    yield opened
    opened.close()


@settings(max_examples=60)
@given(found=st.lists(events() | st.binary(max_size=40), min_size=1, max_size=12))
def test_whatever_is_sent_is_kept_or_set_aside_and_never_ends_the_stream(
    lasting: Store, found: list[bytes]
) -> None:
    before = lasting.take_over(TOPIC, 0)[1]
    keep(lasting, *found)
    assert lasting.take_over(TOPIC, 0)[1] == before + len(found)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_lost_or_doubled_once_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    lines = [line(f"kill {n} {'x' * 3000}", n) for n in range(1200)]
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 1_500_000)
    store = open_store(small_disk / "home")
    with pytest.raises(MonitorError, match="the disk is full"):
        fill(store, lines)
    begun = store.take_over(TOPIC, 0)[1]
    assert 0 < begun < len(lines)
    assert count(store, SEEN) == begun
    ballast.unlink()
    with pytest.raises(MonitorError, match="the disk is full"):
        fill(store, lines)
    reached = store.take_over(TOPIC, 0)[1]
    assert begun < reached
    (alert,) = raised(store)
    assert alert.count == reached == count(store, SEEN)
    store.close()


def fill(store: Store, lines: list[bytes]) -> None:
    """Read on from where the store stands."""
    while (start := store.take_over(TOPIC, 0)[1]) < len(lines):
        keep(store, *lines[start : start + 20])


def test_a_backlog_of_hours_is_one_alert_with_its_worst_and_latest(store: Store) -> None:
    lines = [line("kill" if n % 7 == 0 else "dark harbour", n) for n in range(300)]
    keep(store, *lines)
    (alert,) = raised(store)
    assert alert.count == 300
    assert len(alert.evidence) <= 40
    assert alert.updated == written(moment_of(AT + 299 * SECOND))
    assert AT + HOUR > AT + 299 * SECOND


def test_two_writers_that_meet_the_same_events_the_other_way_round_both_end(
    tmp_path: Path, url: str | None
) -> None:
    lines = [line(f"kill {n}", n, subject=f"P-{n % 40}") for n in range(200)]
    spans = [one for n in range(40) for one in every_kind(person=f"P-{n}", device="D-1")]
    judged = rules(cover(*spans))
    failures: list[BaseException] = []

    def read(topic: str, found: list[bytes]) -> None:
        store = open_store(tmp_path / "home", url)
        place, _ = store.take_over(topic, 0)
        try:
            for _ in range(3):
                Engine(store, lambda: AT).keep(Batch(records(*found), {place: 1}), judged)
        except MonitorError as error:
            failures.append(error)
        finally:
            store.close()

    open_store(tmp_path / "home", url).close()
    threads = [
        threading.Thread(target=read, args=(name, found))
        for name, found in (("one", lines), ("other", lines[::-1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store = open_store(tmp_path / "home", url)
    assert sum(alert.count for alert in raised(store)) == 200
    store.close()


def test_an_event_of_a_clock_that_was_ahead_is_no_proof_for_those_after_it(store: Store) -> None:
    judged = rules(cover(*every_kind(AT, None, person="P-1", device="D-1")))
    before, ahead = (written(moment_of(AT + at)) for at in (-HOUR, 9 * HOUR))
    received = written(moment_of(AT + HOUR))
    keep(
        store,
        line("tea", 1, sequence=1, time=ahead, recordedtime=received),
        line("kill", 2, sequence=2, time=before, recordedtime=received),
        judged=judged,
    )
    assert {alert.theme for alert in raised(store)} == {"clock"}
    later = written(moment_of(AT + HOUR))
    keep(
        store,
        line("tea", 3, sequence=3, time=later, recordedtime=received),
        line("kill", 4, sequence=4, time=before, recordedtime=received),
        judged=judged,
    )
    assert {alert.theme for alert in raised(store)} == {"clock", "test"}

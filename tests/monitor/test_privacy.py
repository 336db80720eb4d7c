"""What is outside the basis is found nowhere, and what is inside is nowhere in clear."""

import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from casework.act import Act
from casework.basis.file import BasisFile, write_basis
from casework.basis.span import BasisSpan
from casework.moments import moment_of, written
from casework.records.order import Ending, EndReason, OrderType
from casework.store import open_store as open_casework
from keywords.library import load
from keywords.matcher import Matcher
from monitor.assess import Rules
from monitor.commands_alerts import raised
from monitor.cover import Cover
from monitor.engine import Engine
from monitor.policy import Policy
from monitor.records import Batch
from monitor.rules import CaseworkBasis, FileBasis
from monitor.store.opening import Store, open_store
from monitor.store.tables import METADATA, SEEN
from tests.casework.people import person
from tests.casework.samples import moment, order, terms
from tests.monitor.made import SECOND, every_kind
from tests.monitor.processes import Host
from tests.monitor.recorded import LIBRARY
from tests.monitor.test_engine import line, records

INSIDE, OUTSIDE = "vermilion teapot", "cerulean gondola"


def stored(store: Store, *folders: Path) -> bytes:
    """Every file in the folders, and every value in every table."""
    values = [path.read_bytes() for one in folders for path in one.rglob("*") if path.is_file()]
    with store.reading() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(select(table)):
                values += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\0".join(values)


def holds(found: bytes, text: str) -> bool:
    """Whether a text, or one of its words, is there in an encoding that programs use."""
    words = [text, *text.split()]
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    return any(word.encode(code) in found for word in words for code in codes)


def covering(until: datetime | None) -> BasisFile:
    spans = every_kind(until=None, person="P-1", device="D-1")
    ended = tuple(
        BasisSpan(**{name: getattr(one, name) for name in one.__struct_fields__} | {"until": until})
        for one in spans
    )
    return BasisFile(as_at=moment_of(0), spans=ended)


def message(
    text: str, number: int, at: datetime, person: str = "P-1", device: str = "D-1"
) -> bytes:
    said = written(at)
    source = f"device/{device}"
    return line(text, number, time=said, recordedtime=said, subject=person, source=source)


def test_after_a_consent_is_withdrawn_the_next_events_text_is_found_nowhere(
    tmp_path: Path, url: str | None
) -> None:
    now = datetime.now(UTC)
    host = Host(tmp_path / "host", [], url)
    host.source.unlink()
    write_basis(host.basis, covering(None))
    running = host.begin("-", "--alerts-to", tmp_path / "alerts.jsonl", stdin=subprocess.PIPE)
    assert running.stdin is not None
    running.stdin.write(message(f"lantern heist {INSIDE}", 1, now) + b"\n")
    running.stdin.flush()
    host.until(running, 1)
    write_basis(host.basis, covering(now + timedelta(seconds=1)))
    after = now + timedelta(seconds=2)
    running.stdin.write(message(f"lantern heist {OUTSIDE}", 2, after) + b"\n")
    _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    store = open_store(host.home, url)
    (alert,) = raised(store)
    found = stored(store, host.home) + said
    assert store_has_seen(store) == 2
    store.close()
    assert alert.count == 1
    assert INSIDE in str(alert.evidence)
    assert not holds(found, OUTSIDE)
    assert not holds(found, INSIDE)
    assert holds((tmp_path / "alerts.jsonl").read_bytes(), INSIDE)


def store_has_seen(store: Store) -> int:
    with store.reading() as connection:
        return len(connection.execute(select(SEEN)).all())


def test_a_consent_that_ends_in_casework_ends_the_watch_before_the_next_event(
    store: Store, tmp_path: Path
) -> None:
    casework = open_casework(tmp_path / "casework")
    consent = order(terms(last_day=None), type=OrderType.CONSENT)
    with casework.writing(Act(actor="officer-1")) as writing:
        writing.add(person(42))
        filed = writing.add(consent)
    basis = CaseworkBasis(casework, lambda: datetime.now(UTC))
    engine = Engine(store, lambda: 0)
    place, _ = store.take_over("t", 0)
    words = Matcher([load(LIBRARY)])

    def keep(text: str, number: int, at: datetime) -> None:
        one = records(message(text, number, at, "P-0042", "D-17"), start=number)
        engine.keep(Batch(one, {place: number + 1}), Rules(basis.current(), words, Policy()))

    keep(f"lantern heist {INSIDE}", 0, moment(8, 11))
    withdrawn = Ending(at=moment(8, 12), reason=EndReason.CONSENT_WITHDRAWN)
    ended = order(terms(last_day=None), type=OrderType.CONSENT, ending=withdrawn)
    with casework.writing(Act(actor="officer-1")) as writing:
        writing.revise(ended, filed.revision)
    keep(f"lantern heist {OUTSIDE}", 1, moment(8, 13))
    (alert,) = raised(store)
    assert alert.count == 1
    found = stored(store, tmp_path)
    assert not holds(found, OUTSIDE)
    assert not holds(found, INSIDE)
    casework.close()


def test_what_is_typed_before_the_end_is_not_joined_to_what_comes_after(store: Store) -> None:
    typed = [{"app": "notes", "text": text} for text in ("vermil", "ion lantern heist")]
    begun = datetime.now(UTC)
    engine, words = Engine(store, lambda: 0), Matcher([load(LIBRARY)])
    place, _ = store.take_over("t", 0)
    for number, data in enumerate(typed):
        at = written(begun + timedelta(seconds=number))
        one = line(
            "", number, name="keystrokes", data=data, time=at, recordedtime=at, sequence=number + 1
        )
        until = begun + timedelta(microseconds=SECOND // 2)
        judged = Rules(Cover(covering(until)), words, Policy())
        engine.keep(Batch(records(one, start=number), {place: number + 1}), judged)
    assert list(raised(store)) == []
    assert not holds(stored(store), "lantern heist")


def test_the_time_between_two_batches_is_all_that_a_change_of_the_basis_takes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "basis.json"
    write_basis(path, covering(None))
    basis = FileBasis(path)
    first = basis.current()
    assert basis.current() is first
    time.sleep(0.02)
    write_basis(path, covering(datetime.now(UTC)))
    assert basis.current() is not first

import json
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from monitor import event
from monitor.delivery.base import DeliveryError
from monitor.delivery.quarantine import FileSink, tell
from monitor.quarantined import Quarantined
from monitor.store.opening import open_store
from tests.monitor.desk import HEIST, Desk, said

KIND = "skerry.message_sent.v1"


def misunderstood(desk: Desk, *options: str | Path) -> Path:
    """A file read by a Skerry that does not know a type yet: two records of it, one of no type."""
    source = desk.written(said(HEIST), b"\xff{", said(HEIST, 2, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(event._DATA, KIND)
        assert desk.run(source, *options).code == 3
    return source


def quarantined(desk: Desk, *options: str) -> list[tuple[int, str]]:
    rows = desk.monitor("quarantine", "--format", "jsonl", *options).lines()
    return [(row["offset"], row["reason"]) for row in rows]


def test_quarantined_records_are_told_of_by_where_they_stand_and_never_by_content(
    desk: Desk,
) -> None:
    out = desk.folder / "quarantine.jsonl"
    source = misunderstood(desk, "--quarantine-to", out)
    told = [msgspec.json.decode(line, type=Quarantined) for line in out.read_bytes().splitlines()]
    assert [one.reason for one in told] == ["unknown-type", "not-json", "unknown-type"]
    assert b"lantern" not in out.read_bytes()
    lines = source.read_bytes().splitlines(keepends=True)
    for one, offset in zip(told, (0, len(lines[0]), len(lines[0] + lines[1])), strict=True):
        assert one.offset == offset
        content = source.read_bytes()[offset:].split(b"\n")[0]
        assert (one.length, one.sha256) == (len(content), sha256(content).hexdigest())


def test_what_nobody_was_told_of_is_told_when_somebody_asks(desk: Desk) -> None:
    source = misunderstood(desk)
    out = desk.folder / "quarantine.jsonl"
    desk.run(source, "--quarantine-to", out)
    desk.run(source, "--quarantine-to", out)
    assert len(out.read_bytes().splitlines()) == 3


class Refusing:
    name = "refusing"

    def send(self, records: object) -> None:
        raise DeliveryError("not now")

    def close(self) -> None:
        pass


def test_a_record_counts_as_told_only_once_every_target_took_it(desk: Desk) -> None:
    misunderstood(desk)
    out = desk.folder / "quarantine.jsonl"
    store, sink = open_store(desk.home), FileSink(out)
    with pytest.raises(DeliveryError):
        tell(store, [sink, Refusing()])
    assert tell(store, [sink]) == 3
    assert tell(store, [sink]) == 0
    assert len(out.read_bytes().splitlines()) == 6
    sink.close()
    store.close()


def test_what_can_be_understood_after_a_fix_is_replayed_with_one_effect(desk: Desk) -> None:
    source = misunderstood(desk)
    assert desk.alerts() == []
    assert len(quarantined(desk)) == 3
    words = ("replay", "--quarantined", "--source", source, *desk.rules(), "--json")
    answer = desk.monitor(*words)
    assert answer.code == 3
    (done,) = answer.lines()
    assert (done["asked"], done["understood"], done["not_understood"]) == (3, 2, 1)
    (alert,) = desk.alerts()
    assert alert["count"] == 2
    assert [reason for _, reason in quarantined(desk)] == ["not-json"]
    assert len(quarantined(desk, "--all")) == 3
    (again,) = desk.monitor(*words).lines()
    assert (again["asked"], again["understood"]) == (1, 0)
    assert desk.alerts() == [alert]


def test_a_replay_that_is_broken_off_before_its_note_changes_nothing_the_second_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = misunderstood(desk)
    words = ("replay", "--quarantined", "--source", source, *desk.rules(), "--json")
    with monkeypatch.context() as patch:
        patch.setattr("monitor.replaying.note_replayed", lambda *_: None)
        desk.monitor(*words)
    before = desk.alerts()
    (done,) = desk.monitor(*words).lines()
    assert (done["understood"], done["events"]) == (2, 0)
    assert desk.alerts() == before


def test_a_changed_source_is_another_source(desk: Desk) -> None:
    source = misunderstood(desk)
    source.write_bytes(source.read_bytes() + b"\n")
    answer = desk.monitor("replay", "--quarantined", "--source", source, *desk.rules())
    assert answer.code == 1
    assert "nothing is quarantined of this source" in answer.err


def test_a_replayed_event_outside_the_basis_is_counted_and_not_looked_at(desk: Desk) -> None:
    source = misunderstood(desk)
    desk.cover(people=("P-0099",))
    answer = desk.monitor("replay", "--quarantined", "--source", source, *desk.rules(), "--json")
    assert answer.lines()[0]["refused"] == 2
    assert desk.alerts() == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--quarantined", "--source", "-"), 1, "standard input cannot be read again"),
        (("--quarantined", "--source", "missing.jsonl"), 1, "No such file"),
        (("--source", "x"), 2, "required"),
        (("--backlog", "--source", "x"), 2, "--person and --why"),
        (("--quarantined", "--backlog", "--source", "x"), 2, "not allowed with"),
        (("--quarantined", "--person", "P-1", "--source", "x"), 2, "has no person"),
    ],
)
def test_wrong_replays_are_one_clear_line(
    desk: Desk, words: tuple[str, ...], code: int, says: str
) -> None:
    answer = desk.monitor("replay", *words, *desk.rules())
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_the_list_says_nothing_of_the_content(desk: Desk) -> None:
    misunderstood(desk)
    answer = desk.monitor("quarantine")
    assert "unknown-type" in answer.out
    assert "lantern" not in answer.out + json.dumps(answer.err)

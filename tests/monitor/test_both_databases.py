from datetime import timedelta

import pytest

from tests.monitor.desk import HEIST, NOON, Desk, said


@pytest.mark.slow
def test_every_command_works_on_either_database(desk: Desk, url: str | None) -> None:
    store = () if url is None else ("--store", url)
    source = desk.written(said(HEIST), said(HEIST, 2, 1), said("x", 3, 2, handling="medical"), b"{")
    told = ("--alerts-to", desk.folder / "a.jsonl", "--quarantine-to", desk.folder / "q.jsonl")
    assert desk.run(source, *told, *store, "--log", "json").code == 3
    (alert,) = desk.monitor("alerts", "--format", "jsonl", *store).lines()
    person = ("--person", "P-0042")
    again = ("replay", "--source", source, *desk.rules(), *store)
    commands = (
        (0, ("acknowledge", alert["id"][:6], *store)),
        (0, ("note", alert["id"], "--note", "x", *store)),
        (0, ("show", alert["id"], *store)),
        (0, ("why", "E-2", "--source", "device/D-17", *store)),
        (0, ("why", "E-3", "--source", "device/D-17", *store)),
        (0, ("held", "list", *store)),
        (0, ("held", "list", *person, *store)),
        (0, ("held", "open", "E-3", *person, "--why", "x", *store)),
        (0, ("quarantine", *store)),
        (3, (*again, "--quarantined")),
        (0, ("silence", "plans", "--hours", "1", "--why", "x", *store)),
        (0, ("silences", *store)),
        (0, ("lift", "1", *store)),
        (0, ("verdict", alert["id"], "useful", *store)),
        (0, ("status", "--basis", desk.basis, *store)),
    )
    for code, words in commands:
        answer = desk.monitor(*words)
        assert answer.code == code, (words, answer.err)
    assert desk.monitor("alerts", "--state", "closed", "--format", "jsonl", *store).lines()


@pytest.mark.slow
def test_a_backlog_is_analysed_once_on_either_database(desk: Desk, url: str | None) -> None:
    store = () if url is None else ("--store", url)
    desk.cover(until=NOON)
    late = said(HEIST, 6, -5, recordedtime=(NOON + timedelta(hours=9)).isoformat())
    source = desk.written(late)
    desk.run(source, *store)
    assert desk.monitor("backlog", "--format", "jsonl", *store).lines()[0]["events"] == 1
    why = desk.monitor("why", "E-6", "--source", "device/D-17", *store)
    assert "1 backlog-after-the-end" in why.out
    again = ("replay", "--backlog", "--person", "P-0042", "--source", source, "--why", "x")
    for new in (1, 0):
        (done,) = desk.monitor(*again, *desk.rules(), *store, "--json").lines()
        assert done["new"] == new
    assert len(desk.monitor("alerts", "--format", "jsonl", *store).lines()) == 1

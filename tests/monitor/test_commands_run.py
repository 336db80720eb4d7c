import pytest

from tests.monitor.desk import HEIST, Desk, said


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--source", "missing.jsonl"), "cannot read missing.jsonl: No such file or directory"),
        (("--source", "."), "cannot read .: Is a directory"),
        (("--source", "https://x.example"), "events are not read from https://x.example"),
        (("--source", "kafka://x"), "a Kafka address ends with a topic"),
        (("--source", "kafka://127.0.0.1:1/t"), "no Kafka broker answers at 127.0.0.1:1"),
        (("--basis", "missing.json"), "cannot read missing.json: No such file or directory"),
        (("--basis", "events.jsonl"), "events.jsonl is no basis file"),
        (("--library", "missing"), "no keyword library missing"),
        (("--library", "events.jsonl"), "keyword library events.jsonl"),
        (("--overlay", "P-0042"), "--overlay is PERSON=FILE, not 'P-0042'"),
        (("--overlay", "P-0042=missing"), "no keyword library missing"),
        (("--set", "missing"), "there is no hash set 'missing'"),
        (("--alerts-to", "ftp://x"), "alerts are not sent to ftp://x"),
        (("--alerts-to", "missing/x"), "cannot write missing/x: No such file or directory"),
        (("--quarantine-to", "ftp://x"), "quarantined records are not sent to ftp://x"),
        (("--quarantine-to", "missing/x"), "cannot write missing/x: No such file or directory"),
        (("--store", "mysql://x"), "not in mysql"),
        (("--store", "x"), "'x' is no address of a database"),
    ],
    ids=lambda given: given if isinstance(given, str) else given[1],
)
def test_a_wrong_input_is_one_clear_line_and_nothing_is_read(
    desk: Desk, options: tuple[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    given = {"--source": str(desk.written(said(HEIST))), "--basis": str(desk.basis)}
    given |= {"--library": str(desk.library), options[0]: options[1]}
    answer = desk.monitor("run", *(word for pair in given.items() for word in pair))
    assert (answer.code, answer.out) == (1, "")
    *_, line = answer.err.splitlines()
    assert line.startswith("skerry: ")
    assert says in line
    assert "Traceback" not in answer.err
    assert desk.alerts() == []


def test_without_any_legal_basis_nothing_is_monitored(desk: Desk) -> None:
    answer = desk.monitor("run", "--source", desk.written(said(HEIST)))
    assert answer.code == 1
    assert answer.err.startswith("skerry: there is no legal basis to monitor under")


def test_a_source_that_is_empty_or_was_read_before_says_so(desk: Desk) -> None:
    assert "nothing was read" in desk.run(desk.written()).err
    source = desk.written(said(HEIST))
    assert "nothing was read" not in desk.run(source).err
    assert "nothing was read" in desk.run(source).err


def test_a_source_that_holds_no_event_at_all_asks_whether_it_is_the_right_one(desk: Desk) -> None:
    answer = desk.run(desk.basis)
    assert answer.code == 3
    assert "is it the right source?" in answer.err


COMMANDS = (
    *("run", "alerts", "verdict", "acknowledge", "note", "refer", "silence", "silences", "lift"),
    *("show", "why", "held list", "held open", "quarantine", "backlog", "replay", "status"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_that_begins_with_itself(desk: Desk, command: str) -> None:
    answer = desk.monitor(*command.split(), "--help")
    assert answer.code == 0
    assert f"example: skerry monitor {command}" in answer.out

"""What evidence says of itself is shown, never obeyed, by the terminal."""

from typing import Any

import pytest
from rich.console import Console

from triage.terminal import LiveProgress, PlainProgress, duration, print_table


def table_of(capsys: pytest.CaptureFixture[str], path: str) -> str:
    lines: list[dict[str, Any]] = [{"severity": "high", "path": path}]
    print_table("findings", ("severity", "path"), iter(lines))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "path",
    ["/:smile:.jpg", "/[bold red]x[/]", "/[/]", "/ends\\", "/\\[red]", "/[link=file:///x]a[/link]"],
)
def test_a_table_shows_a_name_letter_for_letter(
    capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert f" {path} " in table_of(capsys, path)


@pytest.mark.parametrize("path", ["/\x1b[31mred", "/\u202egpj.exe", "/\x9b2J", "/bell\x07"])
def test_a_table_carries_no_control_character(
    capsys: pytest.CaptureFixture[str], path: str
) -> None:
    shown = table_of(capsys, path)
    assert all(letter.isprintable() or letter == "\n" for letter in shown)


def test_what_is_said_during_a_run_carries_none_either(capsys: pytest.CaptureFixture[str]) -> None:
    PlainProgress().say("rule file \x1b[2J.yar :smile: does not compile")
    assert capsys.readouterr().err == "skerry: rule file \\x1b[2J.yar :smile: does not compile\n"


def test_the_live_display_shows_it_letter_for_letter(capsys: pytest.CaptureFixture[str]) -> None:
    live = LiveProgress(Console(stderr=True, width=200))
    live.say("rule file [red]a[/red] :smile: does not compile")
    live.close()
    assert "rule file [red]a[/red] :smile: does not compile" in capsys.readouterr().err


def test_plain_lines_say_how_long_it_may_still_take(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.terminal.PLAIN_SECONDS", 0.0)
    progress = PlainProgress()
    progress.phase("examining", 4, 4_000_000)
    progress.advance(1, 1_000_000)
    assert " left, 0 findings" in capsys.readouterr().err
    progress.advance(3, 3_000_000)
    assert " left" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(7.4, "7 s"), (61, "1 min 1 s"), (1234, "20 min"), (3600 * 3 + 60 * 7, "3 h 7 min")],
)
def test_a_time_to_wait_is_told_as_people_tell_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said

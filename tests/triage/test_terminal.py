"""What evidence says of itself is shown, never obeyed, by the terminal."""

from typing import Any

import pytest
from rich.console import Console

from triage.terminal import LiveProgress, PlainProgress, print_table


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

import getpass
import io
import sys

import pytest

from casework.accounts import terminal
from casework.errors import CaseworkError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def typed(patch: pytest.MonkeyPatch, *lines: str) -> None:
    """Somebody types these lines, unseen."""
    waiting = iter(lines)
    patch.setattr(sys, "stdin", Terminal())
    patch.setattr(getpass, "getpass", lambda _prompt: next(waiting))


def test_a_new_password_with_a_slip_of_the_finger_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed(monkeypatch, "correct horse", "correct hores")
    with pytest.raises(CaseworkError, match="typed differently"):
        terminal.chosen("New password")


def test_a_new_password_typed_twice_alike_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "correct horse", "correct horse")
    assert terminal.chosen("New password") == "correct horse"


def test_through_a_pipe_a_new_password_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n123456\n"))
    assert terminal.chosen("New password") == "correct horse"
    assert terminal.asked("Code") == "123456"

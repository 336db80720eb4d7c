import subprocess
import sys

import cli
from tests.house import ROOT


def words(word: str = "") -> set[str]:
    (subparsers,) = [action for action in cli.parser(word)._actions if action.choices]
    return set(subparsers.choices or ())


def test_every_command_is_registered_by_the_module_named_for_it() -> None:
    assert words() == set(cli.GROUPS)
    for word in cli.GROUPS:
        assert word in words(word)


def test_a_word_that_is_no_command_is_answered_with_all_of_them() -> None:
    assert words("nonsense") == set(cli.GROUPS)


def test_an_examination_starts_without_what_only_its_workers_use() -> None:
    code = "import cli, sys; cli.parser('triage'); print('scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"

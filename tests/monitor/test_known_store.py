from pathlib import Path

import pytest

from tests.monitor.desk import Desk

ASKED = (
    ("alerts",),
    ("status",),
    ("silences",),
    ("quarantine",),
    ("held", "list"),
    ("show", "5f2c"),
    ("why", "E-1", "--source", "device/D-17"),
    ("verdict", "5f2c", "useful"),
    ("silence", "plans", "--hours", "1", "--why", "x"),
)


@pytest.mark.parametrize("words", ASKED)
def test_a_store_that_is_not_there_is_never_shown_as_one_without_alerts(
    desk: Desk, tmp_path: Path, words: tuple[str, ...]
) -> None:
    missing = tmp_path / "misspelt" / "monitor.db"
    answer = desk.monitor(*words, "--store", f"sqlite:///{missing}")
    assert (answer.code, answer.out) == (1, "")
    assert f"there is no store at {missing}" in answer.err
    assert not missing.parent.exists()

from pathlib import Path

from tests.skerry_command import Skerry


def test_the_command_writes_the_files_and_says_how_many(skerry: Skerry, tmp_path: Path) -> None:
    done = skerry("monitor", "schemas", "--out", tmp_path / "out")
    assert done.stdout.startswith(f"{len(list((tmp_path / 'out').iterdir()))} files in")

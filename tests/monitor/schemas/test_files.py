from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.schemas.files import files, write_files
from tests.house import ROOT

PUBLISHED = ROOT / "docs" / "schemas"


def test_what_is_published_is_what_the_types_say() -> None:
    published = {file.name: file.read_bytes() for file in PUBLISHED.iterdir()}
    assert published == files(), "renew it: skerry monitor schemas --out docs/schemas"


def test_writing_makes_the_folder_and_replaces_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    write_files(folder)
    (folder / "alert.json").write_text("old")
    write_files(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == files()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MonitorError, match="cannot write into"):
        write_files(tmp_path / "file")

from pathlib import Path

import pytest

from benchmarks.hashsets.imports import WORKS, document, taken
from hashsets.formats import recognised, vics
from tests.hashsets.formats.reading import read

COUNT = 10_003


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "set.json"
    path.write_text("".join(document(COUNT)), "ascii")
    return path


def test_the_made_up_set_is_one_that_nothing_is_wrong_with(path: Path) -> None:
    data = path.read_bytes()
    assert recognised(data[:8192]) is vics
    records, bad = read(vics, data)
    assert (len(records), bad) == (COUNT, [])
    assert len({record.digests for record in records}) == COUNT


@pytest.mark.parametrize("name", WORKS)
def test_every_floor_meets_as_many_records_as_the_import(name: str, path: Path) -> None:
    assert WORKS[name](path) == COUNT


def test_a_line_tells_the_memory_of_a_process_of_its_own(path: Path) -> None:
    line = taken("floor: ijson, events only", path, COUNT, 1)
    assert line.rate > 0
    assert line.note.endswith("MB private at most")

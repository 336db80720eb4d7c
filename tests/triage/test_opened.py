"""Another source is not taken for the one an examination was begun on."""

from pathlib import Path

import pytest

from triage.opened import PROBES, OpenSources, fingerprint

SIZE = 64 << 20


def of(path: Path) -> str:
    with OpenSources([path]) as sources:
        return fingerprint(sources.all[0])


def image(folder: Path, name: str, *marks: int) -> Path:
    path = folder / name
    with path.open("wb") as file:
        file.truncate(SIZE)
        for offset in marks:
            file.seek(offset)
            file.write(b"other")
    return path


def test_the_same_bytes_are_the_same_source(tmp_path: Path) -> None:
    assert of(image(tmp_path, "a")) == of(image(tmp_path, "b"))


@pytest.mark.parametrize("offset", [0, (SIZE - (1 << 20)) * 9 // (PROBES + 1), SIZE - 5])
def test_bytes_that_differ_at_either_end_or_between_are_another_source(
    tmp_path: Path, offset: int
) -> None:
    assert of(image(tmp_path, "a")) != of(image(tmp_path, "b", offset))


def test_another_length_is_another_source(tmp_path: Path) -> None:
    longer = image(tmp_path, "b")
    with longer.open("ab") as file:
        file.write(bytes(512))
    assert of(image(tmp_path, "a")) != of(longer)

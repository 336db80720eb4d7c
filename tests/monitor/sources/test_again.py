from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.event import MOST_BYTES
from monitor.records import Coordinates, Place
from monitor.sources.again import FileAgain, open_again
from monitor.sources.lines import open_file


class Everywhere:
    """Positions of nobody else."""

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        return Place(topic, partition, 1), 0


LINES = st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")), max_size=12)


@given(LINES, st.booleans())
def test_reading_again_gives_what_was_read_the_first_time(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool
) -> None:
    path = tmp_path_factory.mktemp("again") / "lines"
    path.write_bytes(b"\n".join(lines) + (b"\n" if ended else b""))
    source = open_file(path, Everywhere())
    first = []
    while (batch := source.take(0)) is not None:
        first += batch.records
    source.close()
    again = FileAgain(path)
    assert list(again.every()) == first
    assert list(again.at([record.at for record in first])) == first
    again.close()


def test_places_where_no_line_begins_give_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"\none\n")
    again = FileAgain(path)
    assert list(again.at([Coordinates(again.topic, 0, 0), Coordinates(again.topic, 0, 99)])) == []
    again.close()


def test_an_overlong_line_is_known_by_its_length(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"x" * (MOST_BYTES + 10) + b"\n")
    again = FileAgain(path)
    (record,) = again.every()
    assert record.oversize == MOST_BYTES + 11
    again.close()


@pytest.mark.parametrize("source", ["-", "missing", "."])
def test_what_cannot_be_read_again_says_so(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MonitorError, match=r"read"):
        open_again(source)

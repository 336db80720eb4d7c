import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.reading import contents, listed, opened
from triage.archives.sparse import Sparse, leading_pieces, listed_pieces
from triage.content import Buffer, Unexamined

FORMS = (
    ["--format=gnu"],
    ["--format=pax", "--sparse-version=0.0"],
    ["--format=pax", "--sparse-version=0.1"],
    ["--format=pax", "--sparse-version=1.0"],
)


def sparse_file(file: Path, pieces: int) -> bytes:
    with file.open("wb") as out:
        for number in range(pieces):
            out.seek(number * 65536 + 8192)
            out.write(b"%04d" % number * 1024)
        out.truncate(pieces * 65536 + 100_000)
    return file.read_bytes()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pieces", [0, 1, 3, 60])
def test_gnu_tars_sparse_files_come_out_whole(tmp_path: Path, form: list[str], pieces: int) -> None:
    if not shutil.which("tar") or b"GNU" not in subprocess.check_output(["tar", "--version"]):
        pytest.skip("needs GNU tar")
    expected = sparse_file(tmp_path / "holes", pieces)
    (tmp_path / "after").write_bytes(b"after")
    made = subprocess.run(
        ["tar", "-C", os.fspath(tmp_path), *form, "-S", "-c", "holes", "after"],
        capture_output=True,
        check=True,
    ).stdout
    assert len(made) < len(expected) or pieces == 0
    assert contents(made) == {b"holes": expected, b"after": b"after"}
    archive = opened(made)
    members, _ = listed(archive)
    content = archive.content(members[0])
    for offset in (0, 5000, 8192, 10_000, 70_000, len(expected) - 5):
        assert content.read(offset, 9000) == expected[offset : offset + 9000]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=200)), max_size=8),
    st.integers(0, 300),
    st.integers(0, 2000),
    st.integers(0, 2000),
)
def test_any_read_equals_the_same_slice_of_the_whole(
    parts: list[tuple[int, bytes]], tail: int, offset: int, length: int
) -> None:
    whole, pieces, stored = b"", [], b""
    for hole, data in parts:
        whole += bytes(hole)
        pieces.append((len(whole), len(data)))
        whole += data
        stored += data
    whole += bytes(tail)
    content = Sparse(Buffer(stored), pieces, len(whole))
    assert content.read(offset, length) == whole[offset : offset + length]


@pytest.mark.parametrize(
    "pieces", [[(10, 5), (5, 5)], [(0, 5), (3, 5)], [(95, 10)], [(-1, 5)], [(0, 50)], [(0, -1)]]
)
def test_maps_that_make_no_sense_are_damage(pieces: list[tuple[int, int]]) -> None:
    with pytest.raises(Unexamined):
        Sparse(Buffer(bytes(20)), pieces, 100)


@given(st.binary(max_size=100))
def test_any_map_text_gives_pieces_or_damage(text: bytes) -> None:
    for parse in (listed_pieces, lambda body: leading_pieces(Buffer(body))):
        with suppress(Unexamined):
            assert parse(text) is not None

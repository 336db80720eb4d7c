import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashsets.formats import autopsy
from hashsets.formats.kdb_writing import write_kdb
from hashsets.records import Algorithm, HashRecord, HashSetError
from tests.hashsets.formats.databases import read_file


def record(md5: bytes | None, sha1: bytes | None = None, label: str | None = None) -> HashRecord:
    pairs = ((Algorithm.MD5, md5), (Algorithm.SHA1, sha1))
    digests = tuple((algorithm, value) for algorithm, value in pairs if value is not None)
    return HashRecord(position="line 1", digests=digests, label=label)


def bytes_of(count: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=count, max_size=count)


Entries = dict[bytes, tuple[bytes | None, str]]
ENTRIES = st.dictionaries(
    bytes_of(16), st.tuples(st.none() | bytes_of(20), st.text("aé;'", max_size=5))
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ENTRIES)
def test_a_database_round_trips(tmp_path: Path, entries: Entries) -> None:
    path = tmp_path / "set.kdb"
    path.unlink(missing_ok=True)
    written = write_kdb(path, (record(md5, *rest) for md5, rest in entries.items()))
    assert (written.records, written.hashes, written.without_md5) == (len(entries), len(entries), 0)
    records, bad = read_file(autopsy, path)
    assert bad == []
    expected = [record(md5, sha1, label or None) for md5, (sha1, label) in entries.items()]
    assert [r.digests for r in records] == [r.digests for r in expected]
    assert [r.label for r in records] == [r.label for r in expected]


def test_a_label_that_is_no_valid_text_is_written_all_the_same(tmp_path: Path) -> None:
    write_kdb(tmp_path / "set.kdb", [record(b"a" * 16, None, "\ud800x")])
    ((read,), bad) = read_file(autopsy, tmp_path / "set.kdb")
    assert (read.label, bad) == ("?x", [])


def test_what_has_no_md5_is_left_out_and_counted(tmp_path: Path) -> None:
    written = write_kdb(tmp_path / "set.kdb", [record(None, b"b" * 20), record(b"a" * 16)])
    assert (written.records, written.hashes, written.without_md5) == (1, 1, 1)


def test_every_md5_of_a_record_is_written_and_paired_with_no_other_digest(tmp_path: Path) -> None:
    path = tmp_path / "set.kdb"
    one, two = record(b"a" * 16, b"b" * 20), record(b"c" * 16)
    both = HashRecord(position="x", digests=one.digests + two.digests)
    written = write_kdb(path, [both])
    assert (written.records, written.hashes) == (1, 2)
    records, _ = read_file(autopsy, path)
    assert [r.digests for r in records] == [record(b"a" * 16).digests, two.digests]


def test_the_comments_of_one_md5_are_gathered(tmp_path: Path) -> None:
    path = tmp_path / "set.kdb"
    told = HashRecord(position="x", digests=record(b"a" * 16).digests, category=2, series="S")
    written = write_kdb(path, [record(b"a" * 16, None, "x"), told, record(b"a" * 16, b"b" * 20)])
    assert (written.records, written.hashes) == (3, 1)
    (read,), _ = read_file(autopsy, path)
    assert read.digests == record(b"a" * 16, b"b" * 20).digests
    assert read.raw == '{"comments":["category 2; series S","x"]}'


def test_a_file_is_never_replaced_and_a_failure_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "set.kdb"

    def failing() -> Iterator[HashRecord]:
        yield record(b"a" * 16)
        raise HashSetError("the source broke")

    with pytest.raises(HashSetError, match="the source broke"):
        write_kdb(path, failing())
    assert list(tmp_path.iterdir()) == []
    write_kdb(path, [])
    before = path.read_bytes()
    with pytest.raises(HashSetError, match="exists already"):
        write_kdb(path, [record(b"a" * 16)])
    assert path.read_bytes() == before


@pytest.mark.skipif(shutil.which("hfind") is None, reason="The Sleuth Kit is absent")
def test_hfind_looks_the_hashes_up(tmp_path: Path) -> None:
    path = tmp_path / "set.kdb"
    write_kdb(path, [record(b"\x1a" * 16, None, "demo")])
    words = ["hfind", str(path), "1a" * 16, "2b" * 16]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    assert told[0].startswith("1a" * 16)
    assert "Not Found" not in told[0]
    assert told[1] == "2b" * 16 + "\tHash Not Found"

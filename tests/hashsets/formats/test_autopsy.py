import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hashsets.formats import autopsy, recognised
from tests.hashsets.formats.databases import database, read_file
from tests.hashsets.formats.reading import digests, read

TABLES = """
CREATE TABLE db_properties (name TEXT NOT NULL, value TEXT);
INSERT INTO db_properties VALUES ('Schema Version', '1');
CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE,
 sha1 BINARY(20), sha2_256 BINARY(32));
CREATE TABLE file_names (name TEXT NOT NULL, hash_id INTEGER NOT NULL, PRIMARY KEY(name, hash_id));
CREATE TABLE comments (comment TEXT NOT NULL, hash_id INTEGER NOT NULL,
 PRIMARY KEY(comment, hash_id));
"""
HASH = "INSERT INTO hashes (md5, sha1, sha2_256) VALUES (?, ?, ?)"
NAME = "INSERT INTO file_names VALUES (?, ?)"
COMMENT = "INSERT INTO comments VALUES (?, ?)"


def test_digests_names_and_comments_meet_in_one_record(tmp_path: Path) -> None:
    rows = [
        (HASH, (b"a" * 16, b"b" * 20, b"c" * 32)),
        (HASH, (b"d" * 16, None, None)),
        (NAME, ("two.jpg", 2)),
        (NAME, ("one.jpg", 1)),
        (NAME, ("uno.jpg", 1)),
        (NAME, ("of no hash", 0)),
        (COMMENT, ("seen before", 2)),
    ]
    path = database(tmp_path / "set.kdb", TABLES, rows)
    assert recognised(path.read_bytes()) is autopsy
    (one, two), bad = read_file(autopsy, path)
    assert bad == []
    assert digests([one]) == [
        ("md5", (b"a" * 16).hex()),
        ("sha1", (b"b" * 20).hex()),
        ("sha256", (b"c" * 32).hex()),
    ]
    assert sorted(json.loads(one.raw or "")["names"]) == ["one.jpg", "uno.jpg"]
    assert (one.label, one.position) == (None, "hashes 1")
    assert digests([two]) == [("md5", (b"d" * 16).hex())]
    assert two.label == "seen before"
    assert json.loads(two.raw or "") == {"names": ["two.jpg"], "comments": ["seen before"]}


def test_a_stream_in_memory_is_read_as_the_file_is(tmp_path: Path) -> None:
    path = database(tmp_path / "set.kdb", TABLES, [(HASH, (b"a" * 16, None, None))])
    assert read(autopsy, path.read_bytes()) == read_file(autopsy, path)


def test_a_digest_of_the_wrong_length_costs_only_itself(tmp_path: Path) -> None:
    rows: list[tuple[str, tuple[object, ...]]] = [
        (HASH, (b"short", b"b" * 20, None)),
        (HASH, (b"a" * 16, None, None)),
        (HASH, (None, None, None)),
        (HASH, ("0E" * 16, None, None)),
    ]
    records, bad = read_file(autopsy, database(tmp_path / "set.kdb", TABLES, rows))
    assert [value for _, value in digests(records)] == ["62" * 20, "61" * 16, "0e" * 16]
    assert [problem.position for problem in bad] == ["hashes 1", "hashes 3"]


def test_without_its_tables_a_database_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path / "other.db", "CREATE TABLE hashes (id)")
    records, (bad,) = read_file(autopsy, path)
    assert (records, bad.consequence) == ([], "refused")


def test_an_endless_view_of_names_is_said_and_the_hashes_are_kept(tmp_path: Path) -> None:
    script = TABLES.replace("CREATE TABLE file_names", "CREATE TABLE kept_names") + (
        "CREATE VIEW file_names AS SELECT a.name AS name, 1 AS hash_id"
        " FROM db_properties a, endless b, endless c, endless d, endless e;"
        "CREATE TABLE endless (x); INSERT INTO endless VALUES (1)" + ",(1)" * 199 + ";"
    )
    path = database(tmp_path / "set.kdb", script, [(HASH, (b"a" * 16, None, None))])
    (record,), (bad,) = read_file(autopsy, path)
    assert digests([record]) == [("md5", "61" * 16)]
    assert bad.consequence == "skipped"
    assert "interrupted" in bad.reason


@pytest.mark.skipif(shutil.which("hfind") is None, reason="The Sleuth Kit is absent")
def test_what_hfind_makes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "set.kdb"
    subprocess.run(["hfind", "-c", path], check=True, capture_output=True)
    subprocess.run(["hfind", "-a", path, "1a" * 16], check=True, capture_output=True)
    assert recognised(path.read_bytes()[:8192]) is autopsy
    records, bad = read_file(autopsy, path)
    assert (digests(records), bad) == ([("md5", "1a" * 16)], [])

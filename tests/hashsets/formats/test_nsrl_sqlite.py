import json
from pathlib import Path

from hashsets.formats import nsrl_sqlite, recognised
from tests.hashsets.formats.databases import database, read_file
from tests.hashsets.formats.reading import digests
from tests.hashsets.pictures import published

COLUMNS = "sha256, sha1, md5, crc32, file_name, file_size, package_id"
TABLE = f"CREATE TABLE FILE ({COLUMNS}, PRIMARY KEY ({COLUMNS}));"
VIEW = f"""
CREATE TABLE METADATA ({COLUMNS.replace(", package_id", "")}, object);
CREATE TABLE PACKAGE_OBJECT (object, package_id);
INSERT INTO PACKAGE_OBJECT VALUES (1, 10), (1, 11);
CREATE VIEW FILE AS SELECT upper(sha256) AS sha256, sha1, md5, crc32, file_name, file_size,
 package_id FROM METADATA JOIN PACKAGE_OBJECT USING (object);
"""
INTO_FILE = "INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?, ?)"
INTO_METADATA = "INSERT INTO METADATA VALUES (?, ?, ?, ?, ?, ?, ?)"
SHA256, SHA1, MD5 = "0C" * 32, "0B" * 20, "0A" * 16
EXPECTED = [("sha256", SHA256.lower()), ("sha1", SHA1.lower()), ("md5", MD5.lower())]


def test_the_published_schema_is_read(tmp_path: Path) -> None:
    schema = published("hashsets", "NSRL_RDSv3_schema.sql").read_text()
    row = (INTO_FILE, (SHA256, SHA1, MD5, "AABBCCDD", "x.gif", 12, 7))
    path = database(tmp_path / "rds.db", schema, [row])
    assert recognised(path.read_bytes()[:8192]) is nsrl_sqlite
    (record,), bad = read_file(nsrl_sqlite, path)
    assert (digests([record]), record.size, bad) == (EXPECTED, 12, [])
    assert json.loads(record.raw or "") == {"file_name": "x.gif", "rows": 1}


def test_a_file_in_two_packages_is_one_record(tmp_path: Path) -> None:
    names = [("b.gif", 1), ("a.gif", 2), ("a.gif", 3)]
    rows = [(INTO_FILE, (SHA256, SHA1, MD5, "00", name, 12, package)) for name, package in names]
    rows.append((INTO_FILE, ("0D" * 32, SHA1, MD5, "00", "other", 5, 1)))
    (record, other), bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", TABLE, rows))
    assert (digests([record]), bad) == (EXPECTED, [])
    assert json.loads(record.raw or "") == {"file_name": "a.gif", "rows": 3}
    assert other.size == 5


def test_a_full_build_in_which_file_is_a_view_is_read(tmp_path: Path) -> None:
    row = (INTO_METADATA, (SHA256.lower(), SHA1, MD5, "00", "x.gif", 12, 1))
    (record,), bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", VIEW, [row]))
    assert (digests([record]), bad) == (EXPECTED, [])
    assert json.loads(record.raw or "")["rows"] == 2


def test_rows_of_a_view_are_run_together_where_they_follow_each_other(tmp_path: Path) -> None:
    one, two = ((INTO_METADATA, (digit * 64, SHA1, MD5, "00", "x", 1, 1)) for digit in "cd")
    records, bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", VIEW, [one, one, two]))
    assert [json.loads(record.raw or "")["rows"] for record in records] == [4, 2]
    assert bad == []


def test_bad_digests_cost_only_themselves(tmp_path: Path) -> None:
    rows = [
        (INTO_FILE, ("zz", SHA1, MD5, "00", None, "many", 1)),
        (INTO_FILE, ("", "", None, "00", "x", 1, 1)),
    ]
    (record,), bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", TABLE, rows))
    assert digests([record]) == EXPECTED[1:]
    assert record.size is None
    assert sorted(problem.reason for problem in bad) == [
        "no digest in this record",
        "not hexadecimal: 'zz'",
    ]


def test_another_database_is_refused_with_advice(tmp_path: Path) -> None:
    script = "CREATE TABLE hashes (id); CREATE TABLE db_properties (name)"
    records, (bad,) = read_file(nsrl_sqlite, database(tmp_path / "set.kdb", script))
    assert (records, bad.consequence) == ([], "refused")
    assert "read it as autopsy" in bad.reason


def test_a_missing_column_is_said(tmp_path: Path) -> None:
    path = database(tmp_path / "rds.db", "CREATE TABLE FILE (sha1, md5)")
    records, (bad,) = read_file(nsrl_sqlite, path)
    assert (records, bad.consequence) == ([], "incomplete")
    assert "sha256" in bad.reason

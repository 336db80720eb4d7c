import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashsets.formats import autopsy, nsrl_sqlite
from hashsets.formats.hostile_sqlite import Database, opened, unread_journal
from hashsets.records import BadRecord, HashRecord
from tests.hashsets.formats.databases import database, read_file

COLUMNS = "sha256, sha1, md5, crc32, file_name, file_size, package_id"
SEVEN = ", ".join(f"{{}} AS {title.strip()}" for title in COLUMNS.split(","))


def view(value: str, source: str = "") -> str:
    return f"CREATE VIEW FILE AS SELECT {SEVEN.format(*[value] * 7)} {source}"


DOUBLING = "(SELECT 'abcdefgh' AS x)"
for _ in range(40):
    DOUBLING = f"(SELECT x || x AS x FROM {DOUBLING} LIMIT 1)"

ATTACKS = {
    "an endless recursion": view(
        "x",
        "FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n)",
    ),
    "a product of tables": "CREATE TABLE t (x); INSERT INTO t VALUES (1)"
    + ",(2)" * 199
    + ";"
    + view("a.x", "FROM t a, t b, t c, t d, t e"),
    "a huge blob": view("zeroblob(900000000)"),
    "text doubled over and over": view("x", f"FROM {DOUBLING}"),
    "formatted text": view("printf('%.900000000d', 1)"),
    "a table-valued function": view("value", "FROM json_each('[1]')"),
    "a pragma": view("name", "FROM pragma_database_list"),
}


@pytest.mark.slow
@pytest.mark.parametrize("script", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_ends_and_is_said(tmp_path: Path, script: str) -> None:
    records, bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", script))
    assert (records, bad[-1].consequence) == ([], "incomplete")
    assert len(bad) < 10


def test_a_virtual_table_is_refused(tmp_path: Path) -> None:
    script = f"CREATE VIRTUAL TABLE FILE USING fts5({COLUMNS})"
    records, (bad,) = read_file(nsrl_sqlite, database(tmp_path / "rds.db", script))
    assert (records, bad.consequence) == ([], "refused")
    assert "virtual" in bad.reason


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH 'other.db' AS other",
        "PRAGMA trusted_schema = ON",
        "CREATE TABLE t (x)",
        "DELETE FROM FILE",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
    ],
)
def test_a_statement_can_only_read(tmp_path: Path, query: str) -> None:
    path = database(tmp_path / "rds.db", "CREATE TABLE FILE (x)")
    before = path.read_bytes()
    with path.open("rb") as stream, opened(stream) as found:
        assert isinstance(found, Database)
        (answer,) = found.rows(query)
        assert isinstance(answer, BadRecord)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def whole() -> str:
    rows = ",".join(f"('{n:064X}','{n:040X}','{n:032X}','00','n{n}',{n},1)" for n in range(300))
    return (
        f"CREATE TABLE FILE ({COLUMNS}, PRIMARY KEY ({COLUMNS}));"
        f"INSERT INTO FILE VALUES {rows};"
        "CREATE TABLE db_properties (name, value);"
        "CREATE TABLE hashes (id INTEGER PRIMARY KEY, md5, sha1, sha2_256);"
        "INSERT INTO hashes (md5, sha1, sha2_256) SELECT md5, sha1, sha256 FROM FILE"
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return database(tmp_path_factory.mktemp("sqlite") / "rds.db", whole()).read_bytes()


CHANGES = st.lists(st.tuples(st.integers(16, 200_000), st.integers(0, 255)), max_size=30)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES, length=st.integers(0, 200_000))
def test_damage_never_raises(sound: bytes, changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(sound)
    for place, value in changes:
        data[place % len(data)] = value
    for importer in (nsrl_sqlite, autopsy):
        for record in importer.read(io.BytesIO(bytes(data[: max(length, 100)])), None):
            assert isinstance(record, HashRecord | BadRecord)


def test_a_truncated_file_is_said_to_be_incomplete(sound: bytes) -> None:
    found = list(nsrl_sqlite.read(io.BytesIO(sound[: len(sound) * 2 // 3]), None))
    bad = [record for record in found if isinstance(record, BadRecord)]
    assert "incomplete" in {record.consequence for record in bad}


def test_names_that_are_not_text_are_replaced(tmp_path: Path) -> None:
    script = view("CAST(x'ff41' AS TEXT)")
    _, bad = read_file(nsrl_sqlite, database(tmp_path / "rds.db", script))
    assert {problem.reason for problem in bad} == {"not hexadecimal: '\\ufffdA'"}


def test_changes_in_a_journal_beside_the_file_are_said(tmp_path: Path) -> None:
    path = database(tmp_path / "rds.db", whole())
    (tmp_path / "rds.db-wal").write_bytes(b"x" * 100)
    with path.open("rb") as stream:
        told = unread_journal(stream)
    assert told is not None
    assert told.consequence == "incomplete"
    assert "rds.db-wal" in told.reason
    records, (bad,) = read_file(nsrl_sqlite, path)
    assert (len(records), bad) == (300, told)

import json
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite

from hashsets.formats import nsrl_delta, recognised
from tests.hashsets.formats.reading import digests, read

SHA256, SHA1, MD5 = "0C" * 32, "0B" * 20, "0A" * 16
EXPECTED = [("sha256", SHA256.lower()), ("sha1", SHA1.lower()), ("md5", MD5.lower())]
VALUES = f"('{SHA256}','{SHA1}','{MD5}','AABBCCDD','it''s; (x), y.gif',12,7)"
SCHEMA = "CREATE TABLE FILE (sha256, sha1, md5, crc32, file_name, file_size, package_id);"
NAMED = "INSERT INTO FILE(sha256,sha1,md5,crc32,file_name,file_size,package_id) VALUES"


def test_every_spelling_of_an_insertion_gives_the_same_record() -> None:
    for text in (
        f"INSERT INTO FILE VALUES{VALUES};",
        f"{NAMED}{VALUES};\n",
        f'insert or ignore into "FILE"\n values\n {VALUES} ;',
        f"-- a note\nBEGIN TRANSACTION;\nREPLACE INTO FILE VALUES {VALUES};\nCOMMIT;\n",
    ):
        assert recognised(text.encode()) is nsrl_delta
        (record,), bad = read(nsrl_delta, text)
        assert (digests([record]), record.size, bad) == (EXPECTED, 12, [])
        assert json.loads(record.raw or "") == {
            "file_name": "it's; (x), y.gif",
            "package_id": "7",
            "crc32": "AABBCCDD",
        }


def test_several_rows_may_share_a_statement_and_a_name_may_hold_a_line_break() -> None:
    broken = VALUES.replace("y.gif", "y\nINSERT INTO FILE VALUES(1);")
    records, bad = read(nsrl_delta, f"INSERT INTO FILE VALUES {VALUES},\n{broken},\n{VALUES};")
    assert [record.position for record in records] == ["line 1", "line 2", "line 4"]
    assert bad == []


def test_columns_are_taken_by_their_names() -> None:
    text = f"INSERT INTO FILE (md5, file_size, sha1) VALUES ('{MD5}', NULL, '{SHA1}');"
    (record,), bad = read(nsrl_delta, text)
    assert (digests([record]), record.size, bad) == ([EXPECTED[1], EXPECTED[2]], None, [])


def test_other_tables_are_passed_over_and_other_changes_of_file_said() -> None:
    text = (
        "INSERT INTO PKG VALUES(1,'a','b',2,3,'c','d');\n"
        f"INSERT INTO FILE VALUES{VALUES};\n"
        "DELETE FROM FILE WHERE package_id = 7;\n"
        f"UPDATE FILE SET md5 = '{MD5}';\n"
        "INSERT INTO FILE SELECT * FROM other;\n"
        f"INSERT INTO FILE VALUES{VALUES};\n"
    )
    records, bad = read(nsrl_delta, text)
    assert [record.position for record in records] == ["line 2", "line 6"]
    assert [problem.position for problem in bad] == ["line 3", "line 4", "line 5"]


def test_a_bad_row_costs_only_itself() -> None:
    wrong = [VALUES.replace(",7)", ")"), VALUES.replace(SHA1, "zz"), VALUES.replace("12", "'x'")]
    text = "".join(f"INSERT INTO FILE VALUES{row};\n" for row in [*wrong, VALUES])
    records, bad = read(nsrl_delta, text)
    assert [record.position for record in records] == ["line 2", "line 3", "line 4"]
    assert [problem.position for problem in bad] == ["line 1", "line 2", "line 3"]


def test_a_cut_off_file_is_said() -> None:
    whole = f"INSERT INTO FILE VALUES{VALUES};\n"
    for end in (15, 30, 60, len(whole) - 5):
        records, bad = read(nsrl_delta, whole + whole[:end])
        assert (len(records), [problem.position for problem in bad][:1]) == (1, ["line 2"])


def test_hostile_text_costs_time_in_proportion() -> None:
    for part in ("'", "''", "(", "INSERT ", "--", '"', " ", "''\n", "'\n"):
        records, _ = read(nsrl_delta, part * 60_000)
        assert records == []


ROWS = st.lists(
    st.tuples(
        st.binary(min_size=16, max_size=16),
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12),
        st.integers(0, 2**40),
    ),
    max_size=5,
)


@given(ROWS)
def test_what_sqlite_would_insert_is_what_is_read(rows: list[tuple[bytes, str, int]]) -> None:
    quoted = [(md5.hex().upper(), name.replace("'", "''"), size) for md5, name, size in rows]
    text = "".join(
        f"INSERT INTO FILE(md5,file_name,file_size) VALUES('{md5}','{name}',{size});\n"
        for md5, name, size in quoted
    )
    with closing(sqlite.connect(":memory:")) as connection:
        connection.executescript(SCHEMA + text)
        theirs = connection.execute("SELECT md5, file_name, file_size FROM FILE").fetchall()
    records, bad = read(nsrl_delta, text)
    names = [json.loads(record.raw or "{}").get("file_name", "") for record in records]
    hashes = [value.upper() for _, value in digests(records)]
    sizes = [record.size for record in records]
    assert list(zip(hashes, names, sizes, strict=True)) == theirs
    assert bad == []

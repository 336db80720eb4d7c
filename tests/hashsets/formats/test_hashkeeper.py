import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from hashsets.formats import hashkeeper, recognised
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read

HEADER = (
    '"file_id","hashset_id","file_name","directory","hash","file_size","date_modified",'
    '"time_modified","time_zone","comments","date_accessed","time_accessed"'
)
MD5 = "0A" * 16
ROW = f'7,3,"a, b.jpg","C:\\x, y","{MD5}",123,"1999-01-02","10:11","GMT","said ""so""",,'


def test_quoted_commas_stay_within_their_cells() -> None:
    (record,), bad = read(hashkeeper, f"{HEADER}\r\n{ROW}\r\n")
    assert digests([record]) == [("md5", MD5.lower())]
    assert (record.size, record.position, bad) == (123, "line 2", [])
    kept = json.loads(record.raw or "")
    assert (kept["file_name"], kept["directory"]) == ("a, b.jpg", "C:\\x, y")
    assert kept["comments"] == 'said "so"'


def test_the_header_is_told_from_other_tables() -> None:
    assert recognised(f"{HEADER}\n".encode()) is hashkeeper
    assert not hashkeeper.sniff(b'"hash","file_id"\n')
    assert not hashkeeper.sniff(b'"file_id\n')


def test_a_bad_row_costs_only_itself() -> None:
    short, wrong, size = "1,2,3", ROW.replace(MD5, "zz"), ROW.replace("123", "many")
    records, bad = read(hashkeeper, "\n".join([HEADER, short, wrong, size, ROW]))
    assert [record.position for record in records] == ["line 4", "line 5"]
    assert [problem.position for problem in bad] == ["line 2", "line 3", "line 4"]
    assert [record.size for record in records] == [None, 123]


def test_another_header_or_algorithm_is_refused() -> None:
    for text, algorithm in (("md5,name\n", None), (HEADER, Algorithm.SHA1)):
        records, (bad,) = read(hashkeeper, text, algorithm)
        assert (records, bad.consequence) == ([], "refused")


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.text(max_size=10)), max_size=6))
def test_an_export_round_trips(rows: list[tuple[bytes, str]]) -> None:
    file = io.StringIO()
    table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    named = [(md5, "".join(c for c in name if c.isprintable())) for md5, name in rows]
    for number, (md5, name) in enumerate(named):
        table.writerow([number, 1, name, "d", md5.hex(), 5, "", "", "", "", "", ""])
    records, bad = read(hashkeeper, f"{HEADER}\r\n{file.getvalue()}".encode())
    assert bad == []
    assert digests(records) == [("md5", md5.hex()) for md5, _ in named]
    names = [json.loads(record.raw or "").get("file_name", "") for record in records]
    assert names == [name for _, name in named]

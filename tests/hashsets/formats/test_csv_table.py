import json

import pytest

from hashsets.formats import csv_table
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read
from tests.hashsets.pictures import published

MD5, SHA1, LONG, SHORT = "0a" * 16, "0b" * 20, "0c" * 32, "0d" * 8


def test_every_column_arrives_where_it_belongs() -> None:
    header = "MD5,SHA-1,Sha256 Hash,pdq,pHash,Category,Label,Series,MediaSize,quality,note"
    row = f'{MD5},{SHA1},{LONG},{LONG},{SHORT},-1,"a, b",S,123,77,kept'
    (record,), bad = read(csv_table, f"{header}\n{row}\n")
    assert bad == []
    assert digests([record]) == [
        ("md5", MD5),
        ("sha1", SHA1),
        ("sha256", LONG),
        ("pdq", LONG),
        ("phash", SHORT),
    ]
    assert (record.category, record.label, record.series) == (-1, "a, b", "S")
    assert (record.size, record.quality, record.position) == (123, 77, "line 2")
    assert json.loads(record.raw or "") == {"note": "kept"}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_delimiter_is_recognised(mark: str) -> None:
    text = f"md5{mark}category\n{MD5}{mark}3\n"
    assert csv_table.sniff(text.encode())
    (record,), bad = read(csv_table, text)
    assert (record.category, bad) == (3, [])


def test_the_icse_export_is_read_and_its_photodna_counted() -> None:
    header = (
        "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;"
        "Series name;Number of submissions;File Available;Media Type;Baseline"
    )
    (record,), bad = read(csv_table, f"{header}\n{MD5};{SHA1};AAAA;7;1;0;0;A series;3;1;Image;1\n")
    assert (digests([record]), bad) == ([("md5", MD5), ("sha1", SHA1)], [])
    assert (record.not_computable, record.series) == (("photodna",), "A series")
    assert json.loads(record.raw or "")["Number of submissions"] == "3"


def test_the_published_nsrl_sample_is_read() -> None:
    text = published("hashsets", "NSRLFile_rdsv2_sample.txt").read_bytes()
    assert csv_table.sniff(text)
    (record,), bad = read(csv_table, text)
    assert digests([record]) == [
        ("sha1", "0000004da6391f7f5d2f7fccf36cebda60c6ea02"),
        ("md5", "0e53c14a3e48d94ff596a2824307b492"),
    ]
    assert (record.size, bad) == (2226, [])


def test_a_column_called_hash_goes_by_its_kind_column_the_option_or_its_length() -> None:
    (record,), _ = read(csv_table, f"hash,algorithm\n{LONG},PDQ\n")
    assert digests([record]) == [("pdq", LONG)]
    (record,), _ = read(csv_table, f"hash,note\n{LONG},x\n", Algorithm.SHA256)
    assert digests([record]) == [("sha256", LONG)]
    (record,), _ = read(csv_table, f"hash,note\n{MD5},x\n")
    assert digests([record]) == [("md5", MD5)]
    records, (bad,) = read(csv_table, f"hash,note\n{LONG},x\n")
    assert (records, bad.consequence) == ([], "refused")


def test_a_kind_that_cannot_be_computed_is_counted_and_an_unknown_one_said() -> None:
    records, (bad,) = read(csv_table, f"hash,type\n{LONG},PhotoDNA\n{LONG},mystery\n{MD5},md5\n")
    assert [record.not_computable for record in records] == [("photodna",), ()]
    assert (bad.position, bad.reason) == ("line 3", "unknown kind of hash: 'mystery'")


def test_swapped_columns_are_said_row_by_row() -> None:
    records, bad = read(csv_table, f"md5,sha1\n{SHA1},{MD5}\n")
    assert records == []
    assert [problem.reason for problem in bad] == [
        "40 hex digits, as in sha1, where md5 has 32",
        "32 hex digits, as in md5, where sha1 has 40",
    ]


def test_a_damaged_digest_does_not_cost_the_good_one_beside_it() -> None:
    (record,), (bad,) = read(csv_table, f"md5,sha1\n{MD5[:-1]}x,{SHA1}\n")
    assert digests([record]) == [("sha1", SHA1)]
    assert "not hexadecimal" in bad.reason


def test_a_grade_in_letters_is_kept_as_the_label() -> None:
    (record,), bad = read(csv_table, f"md5,category\n{MD5},A\n")
    assert (record.category, record.label, bad) == (None, "A", [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{MD5}", "1 columns where the header has 2"),
        (f"{MD5},1,2", "3 columns where the header has 2"),
        (",1", "no digest in this row"),
        (f'"{MD5}"x,1', "the quoting is broken"),
        (f'{MD5},"open', "the quoting is broken"),
    ],
)
def test_a_row_that_cannot_be_used_costs_only_itself(row: str, reason: str) -> None:
    rows = "\n".join([f"{MD5},5", row, *[f"{MD5},6"] * 100])
    records, (bad,) = read(csv_table, f"md5,category\n{rows}\n")
    assert [record.category for record in records] == [5, *[6] * 100]
    assert bad.position == "line 3"
    assert reason in bad.reason


def test_a_quoted_cell_may_run_over_lines() -> None:
    records, bad = read(csv_table, f'md5,note\n{MD5},"one\ntwo"\n{MD5},x\n')
    assert [json.loads(record.raw or "")["note"] for record in records] == ["one\ntwo", "x"]
    assert (records[1].position, bad) == ("line 4", [])


def test_a_size_that_is_no_number_is_said_and_the_digest_kept() -> None:
    (record,), (bad,) = read(csv_table, f"md5,size\n{MD5},huge\n")
    assert (record.size, digests([record])) == (None, [("md5", MD5)])
    assert "the size is no number: 'huge'" in bad.reason


@pytest.mark.parametrize("text", ["", "name,age\nx,1", f"{MD5},{SHA1}", "md5\n", "{}"])
def test_a_table_without_a_column_of_digests_is_none(text: str) -> None:
    assert not csv_table.sniff(text.encode())


def test_reading_one_without_digests_refuses_it() -> None:
    records, (bad,) = read(csv_table, "name,age\nx,1\n")
    assert (records, bad.consequence) == ([], "refused")

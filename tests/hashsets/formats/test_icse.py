import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import icse, recognised
from tests.hashsets.formats.reading import digests, read

HEADER = (
    "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;"
    "Series name;Number of submissions;File Available;Media Type;Baseline"
)
MD5, SHA1 = "0a" * 16, "0b" * 20
LINE = f"{MD5};{SHA1};AAAA;7;1;0;0;A series;3;1;Image;1"


def test_an_icse_export_is_told_by_its_header() -> None:
    assert recognised(HEADER.encode()) is icse
    assert recognised(b"\xef\xbb\xbf" + HEADER.encode()) is icse
    assert recognised(HEADER.replace(";Image ID", "").encode()) is not icse


def test_every_column_arrives_where_it_belongs() -> None:
    (record,), bad = read(icse, f"{HEADER}\n{LINE}\n")
    assert bad == []
    assert digests([record]) == [("md5", MD5), ("sha1", SHA1)]
    assert (record.not_computable, record.series, record.identity) == (
        ("photodna",),
        "A series",
        "7",
    )
    assert (record.category, record.label, record.size) == (None, None, None)
    assert json.loads(record.raw or "") == {
        "Image ID": "7",
        "Is distributed": "1",
        "Victim identified": "0",
        "Offender identified": "0",
        "Number of submissions": "3",
        "File Available": "1",
        "Media Type": "Image",
        "Baseline": "1",
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE + ";more", "13 columns where the header has 12"),
        (f"{MD5};{SHA1}", "2 columns where the header has 12"),
        (";;;7;1;0;0;A series;3;1;Image;1", "no digest in this row"),
        (f"{SHA1};;;7;1;0;0;A series;3;1;Image;1", "40 hex digits, as in sha1, where md5 has 32"),
    ],
)
def test_a_damaged_row_costs_only_itself_and_is_said_with_its_line(line: str, reason: str) -> None:
    records, (bad,) = read(icse, f"{HEADER}\n{line}\n{LINE}\n")
    assert digests(records) == [("md5", MD5), ("sha1", SHA1)]
    assert (bad.position, bad.reason) == ("line 2", reason)


def test_a_row_with_photodna_alone_is_counted_as_what_cannot_be_matched() -> None:
    (record,), bad = read(icse, f"{HEADER}\n;;AAAA;7;1;0;0;;3;1;Image;1\n")
    assert (record.digests, record.not_computable, bad) == ((), ("photodna",), [])


def test_another_table_is_refused() -> None:
    records, (bad,) = read(icse, f"MD5;SHA1\n{MD5};{SHA1}\n")
    assert (records, bad.consequence) == ([], "refused")


ROWS = st.lists(
    st.tuples(
        st.binary(min_size=16, max_size=16),
        st.binary(min_size=20, max_size=20),
        st.integers(0, 10**9),
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_an_export_round_trips(images: list[tuple[bytes, bytes, int, str]]) -> None:
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow(HEADER.split(";"))
    for md5, sha1, number, series in images:
        table.writerow([md5.hex(), sha1.hex(), "", number, 1, 0, 0, series, 1, 1, "Image", 0])
    records, bad = read(icse, file.getvalue())
    assert bad == []
    assert digests(records) == [
        pair for md5, sha1, _, _ in images for pair in (("md5", md5.hex()), ("sha1", sha1.hex()))
    ]
    assert [record.identity for record in records] == [str(number) for _, _, number, _ in images]
    assert [record.series or "" for record in records] == [series for *_, series in images]

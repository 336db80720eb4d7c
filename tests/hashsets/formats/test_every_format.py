import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import FORMATS, csv_table, format_named, md5sum, plain, recognised, vics
from hashsets.formats.base import Format
from hashsets.records import DIGEST_BYTES, Algorithm, BadRecord, HashRecord, HashSetError, Tombstone
from tests.hashsets.formats.reading import digests, read

ALGORITHMS = st.sampled_from([None, *Algorithm])
PARTS = st.sampled_from(
    [
        *(b'"', b",", b";", b"\n", b"\r", b"md5", b"hash,type", b"0a" * 16, b"(", b") = ", b"\0"),
        *(b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b'"value":', b'"Media":'),
    ]
)
Row = tuple[bytes, int | None, str]
Written = tuple[Algorithm, list[Row]]
BYTES = st.binary(max_size=300) | st.lists(PARTS, max_size=30).map(b"".join)


@pytest.mark.parametrize("importer", FORMATS, ids=lambda importer: importer.name)
@settings(max_examples=150, deadline=None)
@given(data=BYTES, algorithm=ALGORITHMS)
def test_no_bytes_make_an_importer_raise(
    importer: Format, data: bytes, algorithm: Algorithm | None
) -> None:
    assert importer.sniff(data) in (True, False)
    for record in importer.read(io.BytesIO(data), algorithm):
        assert isinstance(record, HashRecord | BadRecord | Tombstone)
        assert record.position


def records_of(algorithm: Algorithm) -> st.SearchStrategy[list[Row]]:
    width = DIGEST_BYTES[algorithm]
    digest = st.binary(min_size=width, max_size=width)
    category = st.none() | st.integers(-(2**31) + 1, 2**31 - 1)
    return st.lists(st.tuples(digest, category, st.text(max_size=20)), min_size=1, max_size=10)


LISTS = st.sampled_from(list(Algorithm)).flatmap(
    lambda algorithm: st.tuples(st.just(algorithm), records_of(algorithm))
)


@settings(max_examples=100, deadline=None)
@given(LISTS)
def test_a_plain_list_round_trips(written: Written) -> None:
    algorithm, rows = written
    text = "\n".join([algorithm.value, *(digest.hex() for digest, _, _ in rows)])
    assert recognised(text.encode()) is plain
    records, bad = read(plain, text)
    assert digests(records) == [(algorithm.value, digest.hex()) for digest, _, _ in rows]
    assert bad == []


@settings(max_examples=100, deadline=None)
@given(LISTS)
def test_a_table_round_trips(written: Written) -> None:
    algorithm, rows = written
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow([algorithm.value, "category", "label"])
    for digest, category, label in rows:
        name = "".join(letter for letter in label if letter.isprintable()).strip()
        table.writerow([digest.hex(), category, name])
    assert recognised(file.getvalue().encode()) is csv_table
    records, bad = read(csv_table, file.getvalue().encode())
    assert digests(records) == [(algorithm.value, digest.hex()) for digest, _, _ in rows]
    assert [record.category for record in records] == [category for _, category, _ in rows]
    assert bad == []


@settings(max_examples=100, deadline=None)
@given(LISTS, st.booleans())
def test_a_vics_file_round_trips(written: Written, as_case: bool) -> None:
    algorithm, rows = written
    media = [
        {
            "Alternates": [{"HashName": algorithm.value, "HashValue": digest.hex()}],
            "Category": category,
            "Series": series,
        }
        for digest, category, series in rows
    ]
    model = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
    value = [{"Media": media}] if as_case else media
    text = json.dumps({"@odata.context": model, "value": value})
    assert recognised(text.encode()) is vics
    records, bad = read(vics, text)
    assert digests(records) == [(algorithm.value, digest.hex()) for digest, _, _ in rows]
    assert [record.category for record in records] == [category for _, category, _ in rows]
    assert bad == []


def test_every_format_is_told_apart_by_its_beginning() -> None:
    digest = "0a" * 16
    assert recognised(f"{digest}  a,b.jpg".encode()) is md5sum
    assert recognised(f"{digest}\n".encode()) is plain
    assert recognised(b"md5,label\n") is csv_table
    assert recognised(b"\x89PNG") is None


def test_formats_go_by_their_names() -> None:
    assert [format_named(known.name) for known in FORMATS] == list(FORMATS)
    with pytest.raises(HashSetError, match=r"there are caid, vics, .*, plain"):
        format_named("none such")

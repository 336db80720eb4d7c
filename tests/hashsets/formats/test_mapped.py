import base64
import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats.mapped import Mapped
from hashsets.formats.mapping import Mapping, read_mapping
from hashsets.records import DIGEST_BYTES, Algorithm, BadRecord, HashRecord, HashSetError
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, LONG = "0a" * 16, "0b" * 20, "0c" * 32
COLUMNS = {
    "category": "Grade",
    "label": "Beschreibung",
    "series": "Serie",
    "size": "Bytes",
    "quality": "Q",
    "identity": "ID",
}


def mapped(**given: Any) -> Mapped:
    return Mapped(msgspec.convert({"mapping": "unit", "version": "1", **given}, Mapping))


def test_a_table_is_read_by_its_mapping() -> None:
    importer = mapped(
        delimiter=";",
        encoding="cp1252",
        digests={"md5": "Hash A", "pdq": "Hash B"},
        not_computable={"photodna": "PDNA"},
        columns=COLUMNS,
    )
    text = (
        "# made by hand\n"
        "ID;Hash A;Hash B;PDNA;Grade;Beschreibung;Serie;Bytes;Q;Notiz\n"
        f"7;{MD5};{LONG.upper()};AAAA;2;Größe;S;12;60;bleibt\n"
    )
    (record,), bad = read(importer, text.encode("cp1252"))
    assert bad == []
    assert digests([record]) == [("md5", MD5), ("pdq", LONG)]
    assert (record.not_computable, record.category, record.label) == (("photodna",), 2, "Größe")
    assert (record.series, record.size, record.quality) == ("S", 12, 60)
    assert (record.identity, record.position) == ("7", "line 3")
    assert json.loads(record.raw or "")["Notiz"] == "bleibt"


def test_a_table_without_a_header_goes_by_numbers() -> None:
    importer = mapped(delimiter="\t", header=False, digests={"sha1": 2}, columns={"label": 1})
    records, (bad,) = read(importer, f"first\t{SHA1}\tmore\nonly\nsecond\t{SHA1}\n")
    assert digests(records) == [("sha1", SHA1)] * 2
    assert [record.label for record in records] == ["first", "second"]
    assert (bad.position, bad.reason) == ("line 2", "1 columns where 2 belong")


@pytest.mark.parametrize(
    ("header", "reason"),
    [("Hash,Name", "no columns called 'Digest'"), ("Digest,Digest", "2 columns called 'Digest'")],
)
def test_a_header_without_a_mapped_column_or_with_two_is_refused(header: str, reason: str) -> None:
    records, (bad,) = read(mapped(digests={"md5": "Digest"}), f"{header}\n{MD5},{MD5}\n")
    assert (records, bad.consequence) == ([], "refused")
    assert reason in bad.reason


def test_a_document_is_read_from_the_list_it_is_told() -> None:
    importer = mapped(
        layout="json",
        records="reply.items",
        digests={"md5": "hashes.md5", "sha256": "hashes.sha256"},
        columns={"category": "grade", "series": "series", "size": "size", "label": "no.such"},
    )
    good = {"hashes": {"md5": MD5, "sha256": None}, "grade": "A", "series": ["x"], "size": 5}
    text = json.dumps({"other": [{"items": 1}], "reply": {"n": {"items": []}, "items": [good, 1]}})
    (record,), (bad,) = read(importer, b"\xef\xbb\xbf" + text.encode())
    assert digests([record]) == [("md5", MD5)]
    assert (record.category, record.label, record.series, record.size) == (None, "A", '["x"]', 5)
    assert (record.position, bad.position) == ("reply.items[0]", "reply.items[1]")
    assert json.loads(record.raw or "") == good


def test_a_document_may_be_the_list_itself() -> None:
    (record,), bad = read(mapped(layout="json", digests={"md5": "h"}), f'[{{"h": "{MD5}"}}]')
    assert (digests([record]), bad) == ([("md5", MD5)], [])


@pytest.mark.parametrize("text", ['{"items": 5}', '{"other": []}', "[]", "5"])
def test_a_document_without_the_list_is_refused(text: str) -> None:
    importer = mapped(layout="json", records="items", digests={"md5": "h"})
    records, (bad,) = read(importer, text)
    assert (records, bad.reason, bad.consequence) == (
        [],
        "the JSON has no list at 'items'",
        "refused",
    )


@pytest.mark.parametrize("text", ["", "[", f'[{{"h": "{MD5}"}}', "[]]", "[] x"])
def test_a_document_that_is_not_whole_is_said_to_be_incomplete(text: str) -> None:
    _, (bad,) = read(mapped(layout="json", digests={"md5": "h"}), text)
    assert bad.consequence == "incomplete"


def test_a_damaged_line_costs_only_itself() -> None:
    good = json.dumps({"h": MD5})
    text = f'{good}\n{{"h": \n[]\n\n{{"x": 1}}\n{json.dumps({"h": 5})}\n{good}\n'
    records, bad = read(mapped(layout="jsonl", digests={"md5": "h"}), text)
    assert [record.position for record in records] == ["line 1", "line 7"]
    assert [problem.position for problem in bad] == ["line 2", "line 3", "line 5", "line 6"]
    assert [problem.reason for problem in bad[1:]] == [
        "not a JSON object",
        "no digest in this record",
        "md5 is not text",
    ]


def test_a_hash_goes_by_the_kind_beside_it_the_option_or_its_length() -> None:
    importer = mapped(columns={"hash": "h", "algorithm": "kind"})
    text = f"h,kind\n{LONG},PDQ\n{LONG},PhotoDNA\n{LONG},mystery\n{MD5},\n{LONG},\n"
    records, bad = read(importer, text)
    assert digests(records) == [("pdq", LONG), ("md5", MD5)]
    assert records[1].not_computable == ("photodna",)
    assert [(problem.position, problem.consequence) for problem in bad] == [
        ("line 4", "skipped"),
        ("line 6", "refused"),
    ]
    records, _ = read(importer, text, Algorithm.SHA256)
    assert digests(records) == [("pdq", LONG), ("sha256", LONG)]


def test_digests_in_base64_are_read() -> None:
    written = base64.b64encode(bytes.fromhex(SHA1)).decode()
    (record,), bad = read(mapped(digests={"sha1": "h"}), f"h,x\n{written},1\n")
    assert (digests([record]), bad) == ([("sha1", SHA1)], [])


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_byte_order_mark_goes_before_the_encoding_told(written: str) -> None:
    importer = mapped(encoding="cp1252", digests={"md5": "h"}, columns={"label": "é"})
    (record,), bad = read(importer, f"h,é\n{MD5},ü\n".encode(written))
    assert (record.label, bad) == ("ü", [])


def test_numbers_that_are_none_are_said_and_the_digest_kept() -> None:
    importer = mapped(digests={"md5": "h"}, columns={"size": "s"})
    (record,), (bad,) = read(importer, f"h,s\n{MD5},huge\n")
    assert (record.size, len(record.digests), bad.reason) == (
        None,
        1,
        "the size is no number: 'huge'",
    )


def test_provenance_names_the_mapping_and_nothing_is_taken_for_mapped_unasked() -> None:
    importer = mapped(digests={"md5": "h"}, carries_verdicts=True)
    assert re.fullmatch(r"mapped by unit version 1 \([0-9a-f]{12}\)", importer.name)
    assert importer.carries_verdicts
    assert not importer.sniff(b"h\n")


GOOD = 'mapping = "m"\nversion = "1"\n'


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(GOOD + 'delimiter = ";"\n[digests]\nmd5 = "MD5"\n[columns]\nlabel = "L"\n')
    mapping = read_mapping(path)
    assert (mapping.delimiter, mapping.digests) == (";", {Algorithm.MD5: "MD5"})
    assert mapping.columns.label == "L"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD, "it names no column of digests"),
        ("[digests]\nmd5 = 'x'", "mapping"),
        (GOOD + "[digests]\nmd4 = 'x'", "md4"),
        (GOOD + "other = 1\n[digests]\nmd5 = 'x'", "other"),
        (GOOD + "delimiter = ';;'\n[digests]\nmd5 = 'x'", "the delimiter is one character"),
        (GOOD + "encoding = 'rot13'\n[digests]\nmd5 = 'x'", "rot13"),
        (GOOD + "[digests]\nmd5 = 0", "numbered from 1"),
        (GOOD + "layout = 'json'\n[digests]\nmd5 = 1", "in csv only"),
        (GOOD + "layout = 'json'\nencoding = 'cp1252'\n[digests]\nmd5 = 'x'", "in UTF-8"),
        (GOOD + "header = false\n[digests]\nmd5 = 'x'", "without a header"),
        ("not toml", "is not a mapping"),
        ("\xff", "is not a mapping"),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused_with_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, "latin-1")
    with pytest.raises(HashSetError, match=r"m\.toml is not a mapping") as refusal:
        read_mapping(path)
    assert reason in str(refusal.value)


def test_a_mapping_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="cannot read the mapping"):
        read_mapping(tmp_path / "none.toml")


SHAPES = st.sampled_from(
    [
        mapped(digests={"md5": "h"}, columns=dict.fromkeys(COLUMNS, "x")),
        mapped(header=False, digests={"md5": 1}, columns={"hash": 2, "algorithm": 3}),
        mapped(encoding="utf-16-le", digests={"md5": "h"}),
        mapped(layout="json", records="a.b", digests={"md5": "h"}, columns={"hash": "x"}),
        mapped(layout="json", digests={"md5": "h.x"}, columns=dict.fromkeys(COLUMNS, "x")),
        mapped(layout="jsonl", digests={"md5": "h.x"}, columns=dict.fromkeys(COLUMNS, "x")),
    ]
)
PARTS = st.sampled_from(
    [
        *(b'{"h":', b'{"a":', b'{"b":[', b'{"x":', b'"', MD5.encode(), b"}", b"]", b"[", b","),
        *(b"h,x\n", b"\n", b"1e999", b"null", b"\xff", b"9" * 30, b'"\\ud800"', b"\0"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(SHAPES, st.binary(max_size=100) | st.lists(PARTS, max_size=20).map(b"".join))
def test_no_bytes_make_it_raise(importer: Mapped, data: bytes) -> None:
    for record in importer.read(io.BytesIO(data), None):
        assert isinstance(record, HashRecord | BadRecord)


VALUES = st.sampled_from(list(Algorithm)).flatmap(
    lambda algorithm: st.tuples(
        st.just(algorithm),
        st.lists(
            st.tuples(
                st.binary(min_size=DIGEST_BYTES[algorithm], max_size=DIGEST_BYTES[algorithm]),
                st.none() | st.integers(-(2**31) + 1, 2**31 - 1),
                st.text("ab;,\"é'", max_size=6),
            ),
            max_size=6,
        ),
    )
)


@settings(max_examples=100, deadline=None)
@given(VALUES, st.sampled_from(["csv", "json", "jsonl"]))
def test_every_layout_round_trips(
    written: tuple[Algorithm, list[tuple[bytes, int | None, str]]], layout: str
) -> None:
    algorithm, rows = written
    objects = [{"d": digest.hex(), "c": number, "l": label} for digest, number, label in rows]
    file = io.StringIO()
    table = csv.DictWriter(file, ["d", "c", "l"])
    table.writeheader()
    table.writerows(objects)
    text = {
        "csv": file.getvalue(),
        "json": json.dumps(objects),
        "jsonl": "\n".join(map(json.dumps, objects)),
    }
    importer = mapped(
        layout=layout, digests={algorithm: "d"}, columns={"category": "c", "label": "l"}
    )
    records, bad = read(importer, text[layout])
    assert bad == []
    assert [record.digests for record in records] == [((algorithm, row[0]),) for row in rows]
    assert [record.category for record in records] == [row[1] for row in rows]
    assert [record.label or "" for record in records] == [row[2] for row in rows]


@pytest.mark.parametrize("layout", ["json", "jsonl"])
def test_a_mapped_key_given_twice_is_said(layout: str) -> None:
    object_text = f'{{"h": "{"0b" * 16}", "x": {{"h": 1}}, "h": "{"0a" * 16}"}}'
    text = f"[{object_text}]" if layout == "json" else object_text
    records, (bad,) = read(mapped(layout=layout, digests={"md5": "h"}), text)
    assert digests(records) == [("md5", "0a" * 16)]
    assert bad.reason == "'h' is given twice: its first value was not used"


def test_a_key_that_is_nested_again_is_not_given_twice() -> None:
    text = f'{{"h": "{"0a" * 16}", "x": {{"h": 1}}}}'
    records, bad = read(mapped(layout="jsonl", digests={"md5": "h"}), text)
    assert (len(records), bad) == (1, [])


def test_a_number_beyond_all_measure_ends_a_list_that_is_said_to_be_incomplete() -> None:
    text = f'[{{"h": "{MD5}"}}, {{"h": "{MD5}", "n": 10e999999999999999999}}]'
    records, (bad,) = read(mapped(layout="json", digests={"md5": "h"}), text)
    assert (len(records), bad.consequence) == (1, "incomplete")
    assert bad.reason == "not JSON from here on (a number beyond all measure)"

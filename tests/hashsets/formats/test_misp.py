import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import misp, recognised
from hashsets.records import DIGEST_BYTES, Algorithm
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, LONG = "0a" * 16, "0b" * 20, "0c" * 32
EVENT = "5a0c1f2e-1234-4321-8888-0123456789ab"
HEADER = (
    "uuid,event_id,category,type,value,comment,to_ids,date,object_relation,attribute_tag,"
    "object_uuid,object_name,object_meta_category"
)


def line(kind: str, value: str, to_ids: str = "1") -> str:
    return f'{EVENT},7,"Payload delivery",{kind},"{value}","a, b",{to_ids},1600000000,,,,,'


def export(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def test_both_lists_are_told_by_their_beginning() -> None:
    assert recognised(export().encode()) is misp
    assert recognised(f"{MD5},{EVENT}\n".encode()) is misp
    assert recognised(f"{MD5},{EVENT[1:]}\n".encode()) is None
    assert recognised(b"type,value\n") is not misp


@pytest.mark.parametrize(
    ("kind", "value", "digest"),
    [
        ("md5", MD5, ("md5", MD5)),
        ("sha1", SHA1, ("sha1", SHA1)),
        ("sha256", LONG.upper(), ("sha256", LONG)),
        ("filename|sha1", f"a|b.jpg|{SHA1}", ("sha1", SHA1)),
        ("malware-sample", f"x.exe|{MD5}", ("md5", MD5)),
    ],
)
def test_an_attribute_that_is_a_hash_is_used(
    kind: str, value: str, digest: tuple[str, str]
) -> None:
    (record,), bad = read(misp, export(line(kind, value)))
    assert (digests([record]), bad) == ([digest], [])
    assert (record.label, record.category) == ("Payload delivery", None)
    assert (record.identity, record.alertable, record.position) == (EVENT, True, "line 2")
    assert json.loads(record.raw or "")["comment"] == "a, b"


def test_hashes_that_cannot_be_computed_are_counted_by_type_and_other_attributes_without() -> None:
    text = export(line("ssdeep", "3:a:b"), line("filename|sha512", "x|00"), line("domain", "x.y"))
    records, bad = read(misp, text)
    assert bad == []
    assert [record.not_computable for record in records] == [("ssdeep",), ("sha512",), ()]
    assert digests(records) == []


@pytest.mark.parametrize("written", ["0", "false", "False"])
def test_an_attribute_that_is_not_for_detection_raises_no_alert(written: str) -> None:
    (record,), _ = read(misp, export(line("md5", MD5, written)))
    assert (record.alertable, len(record.digests)) == (False, 1)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (line("md5", SHA1), "40 hex digits, as in sha1, where md5 has 32"),
        (line("filename|md5", MD5), "no bar in a value of type 'filename|md5'"),
        (line("", MD5), "an attribute without a type or a value"),
        (line("md5", MD5) + ",more", "14 columns where the header has 13"),
    ],
)
def test_a_damaged_attribute_costs_only_itself(damaged: str, reason: str) -> None:
    records, (bad,) = read(misp, export(damaged, line("md5", MD5)))
    assert digests(records) == [("md5", MD5)]
    assert (bad.position, bad.reason) == ("line 2", reason)


def test_a_feeds_digests_of_values_are_not_taken_for_digests_of_files() -> None:
    records, (bad,) = read(misp, f"{MD5},{EVENT}\n")
    assert (records, bad.consequence) == ([], "refused")
    assert "digests of the text of values" in bad.reason


def test_a_feed_is_read_where_the_operator_says_what_its_digests_are() -> None:
    text = f"{MD5},{EVENT}\n{SHA1},{EVENT}\n{MD5}\n"
    (record,), bad = read(misp, text, Algorithm.MD5)
    assert digests([record]) == [("md5", MD5)]
    assert json.loads(record.raw or "") == {"event": EVENT}
    assert [(problem.position, problem.reason) for problem in bad] == [
        ("line 2", "40 hex digits, as in sha1, where md5 has 32"),
        ("line 3", "1 columns where 2 belong"),
    ]


@pytest.mark.parametrize("algorithm", [None, Algorithm.MD5])
def test_any_other_table_is_refused(algorithm: Algorithm | None) -> None:
    records, (bad,) = read(misp, f"md5,name\n{MD5},x\n", algorithm)
    assert (records, bad.reason, bad.consequence) == ([], "no list of MISP's", "refused")


ATTRIBUTES = st.sampled_from([Algorithm.MD5, Algorithm.SHA1, Algorithm.SHA256]).flatmap(
    lambda algorithm: st.tuples(
        st.just(algorithm),
        st.binary(min_size=DIGEST_BYTES[algorithm], max_size=DIGEST_BYTES[algorithm]),
        st.none() | st.text("ab|\",é '", min_size=1, max_size=8),
        st.text("ab|\",é '", max_size=8),
    )
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ATTRIBUTES, max_size=8))
def test_an_export_round_trips(
    attributes: list[tuple[Algorithm, bytes, str | None, str]],
) -> None:
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(HEADER.split(","))
    for algorithm, digest, filename, comment in attributes:
        kind = algorithm.value if filename is None else f"filename|{algorithm.value}"
        value = digest.hex() if filename is None else f"{filename}|{digest.hex()}"
        table.writerow([EVENT, 1, "Other", kind, value, comment, 1, 0, "", "", "", "", ""])
    records, bad = read(misp, file.getvalue())
    assert bad == []
    assert [record.digests for record in records] == [
        ((algorithm, digest),) for algorithm, digest, _, _ in attributes
    ]
    assert [json.loads(record.raw or "")["comment"] for record in records] == [
        comment for *_, comment in attributes
    ]

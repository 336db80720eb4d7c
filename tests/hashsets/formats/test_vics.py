import base64
import json
from typing import Any

import pytest

from hashsets.formats import vics
from tests.hashsets.formats.reading import digests, read
from tests.hashsets.pictures import published

MD5, SHA1, LONG, SHORT = "0a" * 16, "0b" * 20, "0c" * 32, "0d" * 8
NEW = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#"
OLD = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#"


def hash_set(*media: object, key: str = "@odata.context", model: str = NEW + "Media") -> str:
    return json.dumps({key: model, "value": media})


def case(*media: object) -> str:
    item = {"CaseID": "1", "TotalMediaFiles": 99, "Media": media, "CaseNumber": "N"}
    return json.dumps({"@odata.context": NEW + "Cases", "value": [item]})


def test_the_published_hash_set_is_read() -> None:
    data = published("hashsets", "example-VIC-data.json").read_bytes()
    assert vics.sniff(data)
    records, bad = read(vics, data)
    assert digests(records) == [
        ("md5", "adebf3fa3c9be7f73825e1cb9e2dea09"),
        ("md5", "192db5cecd7ac2a2fd02f903a27a5fcd"),
        ("sha1", "1407c5674dc7da55419c64c5375907991ec6011f"),
    ]
    assert [(r.category, r.size, r.position) for r in records] == [
        (0, 2835, "value[0]"),
        (0, 4190, "value[1]"),
    ]
    assert bad == []


def test_the_published_case_is_read_and_its_empty_digests_dropped() -> None:
    data = published("hashsets", "vics_case_sample.json").read_bytes()
    assert vics.sniff(data)
    (record,), bad = read(vics, data)
    assert (record.digests, record.empty, record.category) == ((), 2, None)
    assert (record.position, bad) == ("value[0].Media[0]", [])


def test_versions_before_2_are_recognised_and_read() -> None:
    text = hash_set({"MediaID": 1, "MD5": MD5}, key="odata.metadata", model=OLD + "Media")
    assert vics.sniff(text.encode())
    assert digests(read(vics, text)[0]) == [("md5", MD5)]


def test_a_byte_order_mark_and_keys_of_any_case_are_read() -> None:
    text = hash_set({"mediaid": "1", "md5": MD5, "CATEGORY": "2", "mediaSize": "77"})
    data = b"\xef\xbb\xbf" + text.replace('"value"', '"Value"').encode()
    assert vics.sniff(data)
    (record,), bad = read(vics, data)
    assert (record.category, record.size, digests([record]), bad) == (2, 77, [("md5", MD5)], [])


def test_a_case_gives_the_media_of_each_of_its_items() -> None:
    records, bad = read(vics, case({"MD5": MD5, "Category": 1}, {"SHA1": SHA1, "Category": None}))
    assert [(r.position, r.category) for r in records] == [
        ("value[0].Media[0]", 1),
        ("value[0].Media[1]", None),
    ]
    assert bad == []


@pytest.mark.parametrize("claim", [True, False, "true", "false", None])
def test_is_precategorized_has_no_say(claim: object) -> None:
    media = {"MD5": MD5, "Category": 2, "IsPrecategorized": claim}
    (record,), _ = read(vics, hash_set(media))
    assert record.category == 2
    assert json.loads(record.raw or "")["IsPrecategorized"] == claim


def test_photodna_is_counted_as_not_computable() -> None:
    (record,), bad = read(vics, hash_set({"MD5": MD5, "PhotoDNA": "A" * 192}))
    assert (record.not_computable, bad) == (("photodna",), [])
    (record,), bad = read(vics, hash_set({"MD5": "", "SHA1": None, "PhotoDNA": "A" * 192}))
    assert (record.digests, record.not_computable, bad) == ((), ("photodna",), [])


@pytest.mark.parametrize("key", ["AlternativeHashes", "Alternates", "x"])
def test_alternate_hashes_are_read_under_whatever_name_their_array_has(key: str) -> None:
    hashes = [
        {"HashName": "PDQ", "HashValue": LONG.upper()},
        {"HashName": "SHA-256", "HashValue": base64.b64encode(bytes.fromhex(LONG)).decode()},
        {"HashName": "pHash", "HashValue": SHORT},
        {"HashName": "F1", "HashValue": "zz"},
        {"HashName": "PDQ", "HashValue": ""},
    ]
    (record,), bad = read(vics, hash_set({"MD5": MD5, key: hashes}))
    assert digests([record]) == [("md5", MD5), ("pdq", LONG), ("sha256", LONG), ("phash", SHORT)]
    assert (record.not_computable, bad) == (("f1",), [])


def test_unknown_keys_are_kept_as_they_came() -> None:
    (record,), _ = read(vics, hash_set({"MD5": MD5, "Tags": ["t"], "New": {"A": 1.5}}))
    kept = json.loads(record.raw or "")
    assert kept == {"MD5": MD5, "Tags": ["t"], "New": {"A": 1.5}}


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ({"MediaID": 1}, "no hash in this object"),
        ({"MD5": MD5[:-1]}, "31 hex digits where md5 has 32"),
        ({"MD5": SHA1}, "40 hex digits, as in sha1, where md5 has 32"),
        ({"MD5": 17}, "md5 is not text"),
        ("text", "not a JSON object"),
        ([1], "not a JSON object"),
        (None, "not a JSON object"),
    ],
)
def test_a_record_that_cannot_be_used_is_said_and_the_next_is_read(media: Any, reason: str) -> None:
    records, (bad,) = read(vics, hash_set(media, {"MD5": MD5}))
    assert [record.position for record in records] == ["value[1]"]
    assert (bad.position, bad.reason) == ("value[0]", reason)


@pytest.mark.parametrize("category", ["A", 1.5, True, [1], 2**40, "1e3"])
def test_a_category_that_is_no_whole_number_is_said_and_kept_as_the_label(category: object) -> None:
    (record,), (bad,) = read(vics, hash_set({"MD5": MD5, "Category": category}))
    assert record.category is None
    assert record.label
    assert "Category is no whole number" in bad.reason


def test_every_truncation_is_said_plainly_and_what_came_before_is_kept() -> None:
    text = hash_set(*({"MD5": f"{number:032x}", "Category": 1} for number in range(1, 6)))
    for length in range(text.index("[") + 1, len(text)):
        records, bad = read(vics, text[:length])
        assert digests(records) == [("md5", f"{n:032x}") for n in range(1, len(records) + 1)]
        assert [problem.consequence for problem in bad] == ["incomplete"]
        assert "truncated" in bad[0].reason
    assert len(records) == 5


def test_json_that_breaks_off_in_nonsense_is_said_plainly() -> None:
    text = hash_set({"MD5": MD5}).replace('"value": [', '"value": [[], ')
    records, (first, bad) = read(vics, text.replace(MD5 + '"', MD5 + '" oops'))
    assert (records, first.position) == ([], "value[0]")
    assert (bad.position, bad.consequence) == ("after value[0]", "incomplete")
    assert "not JSON from here on" in bad.reason


@pytest.mark.parametrize("text", ["5", "[]", "{}", '{"value": 5}', '{"value": {}}'])
def test_json_without_a_list_of_values_is_refused(text: str) -> None:
    records, (bad,) = read(vics, text)
    assert (records, bad.consequence) == ([], "refused")


def test_absurd_nesting_is_survived() -> None:
    deep = "[" * 5000 + "1" + "]" * 5000
    text = hash_set({"MD5": MD5, "x": "deep"}, {"MD5": MD5}).replace('"deep"', deep)
    records, bad = read(vics, text)
    assert (len(records), bad) == (2, [])


def test_absurd_numbers_are_survived() -> None:
    text = hash_set({"MD5": MD5, "Category": "c", "MediaSize": "s"})
    records, _ = read(vics, text.replace('"c"', "1e999999999").replace('"s"', "9" * 60))
    assert [(record.category, record.size) for record in records] == [(None, None)]


@pytest.mark.parametrize("text", ["", "{}", '{"value": []}', "[]", MD5])
def test_other_json_is_not_taken_for_vics(text: str) -> None:
    assert not vics.sniff(text.encode())


def doubled(first: str, second: str, more: str = "") -> str:
    """A set of one object that has a key twice."""
    return f'{{"@odata.context":"{NEW}Media","value":[{{"MediaID":1,{first},{second}{more}}}]}}'


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        (f'"MD5":"{"0b" * 16}"', f'"MD5":"{MD5}"', "MD5"),
        (f'"MD5":"{"0b" * 16}"', f'"md5":"{MD5}"', "md5"),
        ('"Category":1', f'"Category":2,"MD5":"{MD5}"', "Category"),
    ],
)
@pytest.mark.parametrize("more", ["", f',"MediaFiles":[{{"MD5":"{MD5}","FileName":"x"}}]'])
def test_a_key_given_twice_with_different_values_is_said(
    first: str, second: str, key: str, more: str
) -> None:
    records, bad = read(vics, doubled(first, second, more))
    assert digests(records) == [("md5", MD5)]
    assert [(one.position, one.reason) for one in bad] == [
        ("value[0]", f"{key!r} is given twice: its first value was not used")
    ]


def test_the_digests_of_the_files_a_picture_was_met_as_are_no_second_ones_of_it() -> None:
    files = f',"MediaFiles":[{{"MD5":"{MD5}","FileName":"x"}},{{"MD5":"{"0b" * 16}"}}]'
    records, bad = read(vics, doubled(f'"MD5":"{MD5}"', '"Series":"MD5"', files))
    assert (digests(records), bad) == ([("md5", MD5)], [])


def test_a_size_that_is_no_number_is_said_and_the_record_kept() -> None:
    records, (bad,) = read(vics, hash_set({"MD5": MD5, "MediaSize": 10**40}))
    assert (digests(records), records[0].size) == ([("md5", MD5)], None)
    assert bad.reason.startswith("MediaSize is no number: '1000")


def test_a_number_beyond_all_measure_costs_only_the_object_it_stands_in() -> None:
    text = hash_set({"MD5": MD5, "MediaSize": 7}, {"MD5": "0e" * 16})
    records, (bad,) = read(vics, text.replace(": 7", ": 10e999999999999999999"))
    assert digests(records) == [("md5", "0e" * 16)]
    assert (bad.position, bad.reason) == ("value[0]", "not JSON (a number beyond all measure)")

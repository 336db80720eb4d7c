import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hashsets.formats import vics, vics_bulk
from hashsets.formats.json_scan import scan
from hashsets.formats.vics_plain import read_plainly
from hashsets.records import BadRecord, HashRecord
from tests.hashsets.formats.reading import digests, read

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
MD5 = "0a" * 16
KEYS = st.sampled_from(
    [
        *("MD5", "md5", "SHA1", "SHA256", "PhotoDNA", "Category", "category", "MediaSize"),
        *("MediaID", "Series", "Tags", "Exifs", "MediaFiles", "Other", "media", "Media"),
    ]
)
TEXTS = st.sampled_from(
    [
        MD5,
        MD5.upper(),
        "0b" * 20,
        "0c" * 32,
        "1",
        "-2",
        "",
        " ",
        'a"]}{[\\',
        "é\u2028",
        "d41d8cd98f00b204e9800998ecf8427e",
    ]
)
SCALARS = (
    TEXTS
    | st.integers(-3, 2**70)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
ENTRY = st.fixed_dictionaries(
    {"HashName": st.sampled_from(["PDQ", "x", "md5"]), "HashValue": TEXTS}
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner | ENTRY, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
MEDIA = st.dictionaries(KEYS, VALUES, max_size=8)
ELEMENTS = st.lists(MEDIA | MEDIA | MEDIA | VALUES, max_size=6)


def document(elements: list[Any], as_case: bool, indent: int | None, ascii_only: bool) -> bytes:
    value = [{"CaseID": "a]}", "Media": elements, "After": [1]}] if as_case else elements
    whole = {"@odata.context": CONTEXT, "value": value, "count": len(elements)}
    return json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode()


def compared(found: HashRecord | BadRecord) -> object:
    """A record with what it keeps as text understood, so that spacing does not count."""
    if isinstance(found, BadRecord) or found.raw is None:
        return found
    return msgspec.structs.replace(found, raw=None), json.loads(found.raw)


@pytest.mark.slow
@example([{"media": [{}]}], False, None, False, 1)
@settings(max_examples=400, deadline=None)
@given(ELEMENTS, st.booleans(), st.sampled_from([None, 1]), st.booleans(), st.integers(1, 50))
def test_the_fast_way_gives_what_the_plain_way_gives(
    elements: list[Any], as_case: bool, indent: int | None, ascii_only: bool, chunk: int
) -> None:
    data = document(elements, as_case, indent, ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vics_bulk, "CHUNK", chunk)
        patch.setattr(vics_bulk, "HEAD", 200)
        fast = list(vics.read(io.BytesIO(data), None))
    plain = list(read_plainly(io.BytesIO(data)))
    assert list(map(compared, fast)) == list(map(compared, plain))


@settings(max_examples=200, deadline=None)
@given(ELEMENTS, st.data())
def test_every_element_is_found_where_it_begins_and_ends(
    elements: list[Any], data: st.DataObject
) -> None:
    containers = [element for element in elements if isinstance(element, dict | list)]
    texts = [
        json.dumps(element, ensure_ascii=data.draw(st.booleans())).encode()
        for element in containers
    ]
    document = b" , ".join(texts) + b"]}"
    scanned = scan(document)
    assert [document[start:end] for _, start, end in scanned.spans] == texts
    assert scanned.closed == len(document) - 2


def damaged(change: Callable[[str], str]) -> bytes:
    """Five records, of which the third is changed."""
    texts = [json.dumps({"MediaID": n, "MD5": f"{n:032x}", "Category": 1}) for n in range(1, 6)]
    texts[2] = change(texts[2])
    return f'{{"@odata.context": "{CONTEXT}", "value": [{", ".join(texts)}]}}'.encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace(' "MD5"', " MD5"), "not JSON"),
        (lambda text: text.replace('"MD5"', '"MD5'), "never ends: 75 bytes were passed over"),
        (lambda text: text.replace(": 3", ": 03"), "not JSON"),
        (lambda text: text[:-1], "never ends"),
        (lambda _: "oops", "not JSON between two objects: ', oops,'"),
        (lambda _: "17", "not a JSON object"),
        (lambda _: "", "not JSON between two objects: ', ,'"),
        (lambda text: text.replace('"MD5"', '"\\ud800\\"MD5"'), "no hash in this object"),
    ],
)
def test_a_damaged_object_costs_only_itself(change: Callable[[str], str], reason: str) -> None:
    records, (bad,) = read(vics, damaged(change))
    assert digests(records) == [("md5", f"{n:032x}") for n in (1, 2, 4, 5)]
    assert (bad.position, bad.consequence) == ("value[2]", "skipped")
    assert reason in bad.reason


def test_bytes_that_are_no_text_cost_one_object() -> None:
    data = damaged(lambda text: text.replace("MediaID", "M€")).replace("€".encode(), b"\xff")
    records, (bad,) = read(vics, data)
    assert (len(records), bad.position) == (4, "value[2]")


def test_what_is_nested_in_a_damaged_object_is_not_taken_for_another() -> None:
    exif = [{"MD5": MD5, "PropertyName": "Make", "PropertyValue": "X"}] * 3
    broken = {"MediaID": 3, "Exifs": exif}
    data = damaged(lambda _: json.dumps(broken).replace('"MediaID"', '"MediaID'))
    records, (bad,) = read(vics, data)
    assert digests(records) == [("md5", f"{n:032x}") for n in (1, 2, 4, 5)]
    assert "passed over" in bad.reason


def test_an_object_larger_than_any_chunk_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vics_bulk, "CHUNK", 100)
    data = damaged(lambda text: text.replace("{", '{"Comments": "' + "x" * 5000 + '", '))
    records, bad = read(vics, data)
    assert (len(records), bad) == (5, [])


def test_a_case_that_begins_with_nested_objects_is_read_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vics_bulk, "LONGEST", 500)
    media = [{"MD5": f"{n:032x}"} for n in range(100)]
    value = [{"Contacts": [{"Name": "x"}], "Media": media}]
    records, bad = read(vics, json.dumps({"@odata.context": CONTEXT, "value": value}))
    assert [record.position for record in records] == [f"value[0].Media[{n}]" for n in range(100)]
    assert bad == []


def test_bytes_that_are_no_text_where_reading_might_be_taken_up_are_survived() -> None:
    # found by fuzzing: the end of the first object is damaged and a key of the second no text
    first = b'{"MediaID": 1, "MD5": "' + MD5.encode() + b'", "Alt": [{"HashName": "PDQ"}]}}'
    second = b'{"Medi\xa3ID": 1, "MD5": "' + MD5.encode() + b'"}'
    text = b'{"@odata.context": "' + CONTEXT.encode() + b'", "value": ['
    records, bad = read(vics, text + first + b", " + second + b"]}")
    assert len(records) == 1
    assert bad != []

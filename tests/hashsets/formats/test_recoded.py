import codecs
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import caid, ncmec, recognised, threatexchange, vics
from hashsets.formats.recoded import json_head, json_stream
from tests.hashsets.formats.reading import digests, read

MD5 = "0a" * 16
MODEL = "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media"
MEDIA = [{"MediaID": n, "Category": 1, "MD5": f"{n:032x}", "Series": "é𝄞"} for n in range(3000)]
UPDATE = {"id": "1", "type": "HASH_MD5", "indicator": MD5, "descriptors": {"data": []}}
ENCODINGS = [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16", b"")]
ENCODINGS += [("utf-16-be", codecs.BOM_UTF16_BE)]


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_json_is_recognised_and_read_whatever_its_byte_order_mark(
    encoding: str, mark: bytes
) -> None:
    plain = json.dumps({"odata.metadata": MODEL, "value": MEDIA}, ensure_ascii=False)
    data = mark + plain.encode(encoding)
    assert recognised(data[:8192]) is vics
    records, bad = read(vics, data)
    assert bad == []
    assert digests(records) == [("md5", media["MD5"]) for media in MEDIA]
    assert {record.series for record in records} == {"é𝄞"}


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_so_are_updates_and_lists_of_files(encoding: str, mark: bytes) -> None:
    data = mark + json.dumps({"data": [UPDATE]}).encode(encoding)
    assert recognised(data) is threatexchange
    assert digests(read(threatexchange, data)[0]) == [("md5", MD5)]
    files = [{"MD5": MD5, "MediaFiles": [{"FileName": "x"}]}]
    text = json.dumps({"odata.metadata": MODEL, "value": files})
    assert recognised(mark + text.encode(encoding)) is caid


def test_utf_16_that_ends_in_the_middle_is_incomplete() -> None:
    data = json.dumps({"odata.metadata": MODEL, "value": MEDIA}).encode("utf-16")[:-31]
    records, (bad,) = read(vics, data)
    assert len(records) == len(MEDIA) - 1
    assert bad.consequence == "incomplete"


def test_xml_is_read_in_utf_16_too() -> None:
    fingerprint = f"<fingerprints><md5>{MD5}</md5></fingerprints>"
    entry = f'<image><member id="1">x</member><id>2</id>{fingerprint}</image>'
    space = "https://hashsharing.ncmec.org/hashsharing/v2"
    text = f'<queryResult xmlns="{space}"><images>{entry}</images></queryResult>'
    assert recognised(text.encode("utf-16")) is ncmec
    assert digests(read(ncmec, text.encode("utf-16"))[0]) == [("md5", MD5)]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_utf_16_becomes_the_same_text_in_utf_8(text: str) -> None:
    data = text.encode("utf-16", "replace")
    assert json_stream(io.BytesIO(data)).read() == text.encode("utf-8", "replace")
    assert json_head(data) == text.lstrip().encode("utf-8", "replace")

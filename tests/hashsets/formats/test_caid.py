import json

from hashsets.formats import caid, recognised, vics
from tests.hashsets.formats.reading import digests, read

MODEL = "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media"
MD5 = "0a" * 16
MEDIA = {
    "MediaID": 1,
    "Category": 0,
    "MD5": MD5,
    "MediaSize": "77",
    "MediaFiles": [{"MD5": MD5, "FileName": "a.jpg", "FilePath": "x\\a.jpg"}],
}


def document(*media: object, model: str = MODEL, key: str = "odata.metadata") -> bytes:
    return json.dumps({key: model, "value": media}, indent=1).encode()


def test_a_list_is_told_from_other_vics_by_its_envelope_and_its_files() -> None:
    assert recognised(document(MEDIA)) is caid
    assert recognised(document({"MediaID": 1, "MD5": MD5})) is vics
    newer = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media"
    assert recognised(document(MEDIA, model=newer)) is vics


def test_its_media_are_read_as_in_vics_and_its_file_names_kept() -> None:
    (record,), bad = read(caid, document(MEDIA))
    assert (digests([record]), record.category, record.size) == ([("md5", MD5)], 0, 77)
    assert json.loads(record.raw or "") == MEDIA
    assert bad == []


def test_like_all_that_carries_verdicts_it_is_never_known_of_itself() -> None:
    assert caid.carries_verdicts
    assert caid.lists_reported

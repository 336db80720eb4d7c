import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.triage.inspectors.examine import PUBLISHED
from triage.inspectors import decode
from triage.inspectors.exif import LONGEST_VALUE, exif_fields, stamp, text

NAMES = {
    *("make", "model", "serial", "owner", "lens", "lens_serial", "software"),
    *("taken", "digitised", "modified", "gps_time", "latitude", "longitude", "altitude"),
    "orientation",
}

TRUTHS = sorted((PUBLISHED / "exif").glob("GROUND_TRUTH_*.jpg.txt")) if PUBLISHED.exists() else []


def photo(first: dict[int, object], sub: dict[int, object], gps: dict[int, object]) -> Image.Image:
    exif = Image.Exif()
    exif.update(first)
    exif.get_ifd(0x8769).update(sub)
    exif.get_ifd(0x8825).update(gps)
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    return Image.open(file, formats=["JPEG"])


def test_what_a_phone_writes_comes_out_under_fixed_names() -> None:
    image = photo(
        {0x010F: "Acme", 0x0110: "Phone 9", 0x0131: "9.1", 0x0132: "2026:01:02 03:04:05"},
        {
            0x9003: "2026:01:02 03:04:05",
            0x9011: "+01:00",
            0xA431: "SN-0042",
            0xA434: "Wide 4 mm",
            0xA430: "Unit 7",
        },
        {
            1: "S",
            2: (IFDRational(33), IFDRational(51), IFDRational(3075, 100)),
            3: "E",
            4: (IFDRational(151), IFDRational(12), IFDRational(36)),
            5: b"\x01",
            6: IFDRational(25, 2),
            7: (IFDRational(2), IFDRational(4), IFDRational(5)),
            29: "2026:01:02",
        },
    )
    fields = exif_fields(image)
    assert set(fields) <= NAMES
    assert fields == {
        "make": "Acme",
        "model": "Phone 9",
        "software": "9.1",
        "serial": "SN-0042",
        "owner": "Unit 7",
        "lens": "Wide 4 mm",
        "taken": "2026-01-02T03:04:05+01:00",
        "modified": "2026-01-02T03:04:05",
        "latitude": "-33.858542",
        "longitude": "151.210000",
        "altitude": "-12.50",
        "gps_time": "2026-01-02T02:04:05Z",
    }


def test_a_picture_without_exif_has_no_fields() -> None:
    assert exif_fields(photo({}, {}, {})) == {}


@pytest.mark.parametrize("value", [None, 7, (1, 2), 3.5, b"", "", "\0", " \t ", {1: 2}])
def test_a_value_that_is_no_text_is_left_out(value: object) -> None:
    assert text(value) == ""


def test_text_is_printable_and_short() -> None:
    hostile = "\x1b[31mred\u202e\r\n" + "x" * 1000
    assert text(hostile).startswith("[31mred")
    assert text(hostile).isprintable()
    assert len(text(hostile)) == LONGEST_VALUE


def test_utf_8_in_a_field_declared_ascii_is_read() -> None:
    assert text("Kamera Ω".encode().decode("latin-1")) == "Kamera Ω"
    assert text("Kamera é".encode("latin-1")) == "Kamera é"


@given(st.one_of(st.text(), st.binary()))
def test_any_value_comes_out_printable(value: str | bytes) -> None:
    assert text(value).isprintable()
    assert stamp(value).isprintable()


def test_a_time_never_set_is_left_out() -> None:
    assert stamp("0000:00:00 00:00:00") == ""
    assert stamp("    :  :     :  :  ") == ""


def test_a_time_with_a_strange_offset_keeps_the_time_alone() -> None:
    assert stamp("2020:05:04 18:39:11", "somewhere") == "2020-05-04T18:39:11"


def truth(said: str, tag: str) -> str | None:
    found = re.search(rf"^\[Exif [^\]]*\] {tag} = (.*)$", said, re.MULTILINE)
    return found.group(1).strip() if found else None


@pytest.mark.parametrize("file", TRUTHS, ids=lambda file: file.name)
def test_fields_are_those_another_reader_prints(file: Path) -> None:
    said = file.read_text("utf-8")
    name = file.name.removeprefix("GROUND_TRUTH_").removesuffix(".txt")
    with Image.open(file.with_name(name), formats=["JPEG"]) as image:
        fields = exif_fields(image)
    assert fields.get("make") == truth(said, "Make")
    assert fields.get("model") == truth(said, "Model")
    assert fields.get("software") == truth(said, "Software")
    taken = truth(said, "Date/Time Original")
    assert (fields.get("taken") or "").replace("-", ":").replace("T", " ") == (taken or "")
    degrees = re.findall(r"GPS (?:Lat|Long)itude = (\d+)° (\d+)' ([\d.]+)\"", said)
    numbers = [f"{int(d) + int(m) / 60 + float(s) / 3600:.4f}" for d, m, s in degrees]
    read = [fields[each] for each in ("latitude", "longitude") if each in fields]
    assert [f"{float(each):.4f}" for each in read] == numbers


@pytest.mark.skipif(not PUBLISHED.exists(), reason="no published data")
def test_a_heic_tells_its_maker_too() -> None:
    decode.prepare()
    with Image.open(PUBLISHED / "exif" / "IMG_2927.HEIC", formats=["HEIF"]) as image:
        fields = exif_fields(image)
    assert fields["model"] == "iPhone 11 Pro"
    assert fields["taken"] == "2020-05-04T18:39:11-04:00"

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.triage.inspectors.examine import PUBLISHED, gaps, run, subject
from triage.content import Unexamined
from triage.inspectors.filetype import TypeInspector
from triage.reasons import Reason
from triage.records import FileType


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\x00\x00\x00\x08free"


def zipped(*members: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def saved(name: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 10, 10)).save(file, name)
    return file.getvalue()


def mpeg_frames() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return frame * 3


DEFLATED_TEXT = "text, which zip would deflate"

KNOWN = {
    "image/jpeg": saved("JPEG"),
    "image/png": saved("PNG"),
    "image/gif": saved("GIF"),
    "image/webp": saved("WEBP"),
    "image/bmp": saved("BMP"),
    "image/tiff": saved("TIFF"),
    "image/avif": saved("AVIF"),
    "image/heic": ftyp(b"heic", b"mif1", b"heic"),
    "image/heif": ftyp(b"mif1", b"mif1", b"heic"),
    "image/x-canon-cr3": ftyp(b"crx ", b"crx ", b"isom"),
    "image/x-canon-cr2": b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(64),
    "image/x-adobe-dng": b"II*\x00\x08\x00\x00\x00\x01\x00\x12\xc6\x01\x00\x04\x00\x00\x00"
    + bytes(20),
    "image/svg+xml": b'<?xml version="1.0"?>\n<!-- c --><svg xmlns="http://www.w3.org/2000/svg"/>',
    "image/jxl": b"\x00\x00\x00\x0cJXL \r\n\x87\n" + bytes(20),
    "image/vnd.adobe.photoshop": b"8BPS\x00\x01" + bytes(20),
    "video/mp4": ftyp(b"isom", b"isom", b"avc1"),
    "video/quicktime": ftyp(b"qt  "),
    "video/3gpp": ftyp(b"3gp5"),
    "audio/mp4": ftyp(b"M4A "),
    "video/x-msvideo": b"RIFF\x00\x10\x00\x00AVI LIST",
    "audio/x-wav": b"RIFF\x00\x10\x00\x00WAVEfmt ",
    "video/x-matroska": b"\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska" + bytes(20),
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(20),
    "audio/mpeg": mpeg_frames(),
    "audio/ogg": b"OggS\x00\x02" + bytes(40),
    "audio/flac": b"fLaC" + bytes(40),
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "application/zip": zipped(("notes.txt", "hello")),
    "application/vnd.android.package-archive": zipped(("AndroidManifest.xml", "x")),
    "application/epub+zip": zipped(("mimetype", "application/epub+zip"), ("a", "b")),
    "application/vnd.oasis.opendocument.text": zipped(
        ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", DEFLATED_TEXT)
    ),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": zipped(
        ("[Content_Types].xml", DEFLATED_TEXT), ("_rels/.rels", "x"), ("word/document.xml", "x")
    ),
    "application/gzip": b"\x1f\x8b\x08\x00" + bytes(20),
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(20),
    "application/x-rar": b"Rar!\x1a\x07\x01\x00" + bytes(20),
    "application/x-tar": b"name".ljust(257, b"\x00") + b"ustar\x0000" + bytes(248),
    "application/vnd.sqlite3": b"SQLite format 3\x00" + bytes(84),
    "application/x-sharedlib": b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + bytes(40),
    "application/vnd.android.dex": b"dex\n035\x00" + bytes(40),
    "application/x-bplist": b"bplist00" + bytes(40),
    "application/x-plist": b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "x"><plist/>',
    "text/xml": b"<?xml version='1.0'?><map/>",
    "text/html": b"\n<!DOCTYPE html><html></html>",
    "text/vcard": b"BEGIN:VCARD\r\nVERSION:2.1\r\n",
    "text/plain": "zażółć gęślą jaźń".encode(),
    "application/json": b'{"a": 1}',
    "inode/x-empty": b"",
    "application/CDFV2": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
}


@pytest.mark.parametrize("mime", KNOWN)
def test_the_true_type_is_read_from_the_content(types: TypeInspector, mime: str) -> None:
    assert types.identify(KNOWN[mime][:8192]) == mime


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_text_is_text_in_every_encoding(types: TypeInspector, encoding: str) -> None:
    assert types.identify("Une journée d'été, près d'ici.\r\n".encode(encoding)) == "text/plain"


def test_text_cut_inside_a_letter_is_still_text(types: TypeInspector) -> None:
    assert types.identify(("é" * 5000).encode()[:8191]) == "text/plain"


def test_a_real_database_is_recognised(types: TypeInspector) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a)")
    database.commit()
    body = database.serialize()
    database.close()
    assert types.identify(body[:8192]) == "application/vnd.sqlite3"


@pytest.mark.parametrize(
    ("name", "mime", "expected"),
    [
        (b"holiday.jpg", "image/png", True),
        (b"holiday.JPG", "image/jpeg", False),
        (b"holiday.jpeg", "image/jpeg", False),
        (b"cache.tmp", "image/jpeg", None),
        (b"noname", "image/jpeg", None),
        (b".jpg", "image/png", None),
        (b"notes.txt", "image/jpeg", True),
        (b"photo.heic", "image/heif", False),
        (b"clip.mov", "video/mp4", False),
        (b"report.docx", "application/zip", False),
        (b"report.pdf", "application/zip", True),
        (b"a.zip>>b/c.png", "image/png", False),
        (b"\xff\xfe.\xff", "image/png", None),
    ],
)
def test_a_name_that_claims_another_type_is_a_mismatch(
    types: TypeInspector, name: bytes, mime: str, expected: bool | None
) -> None:
    (found,) = run(types, subject(KNOWN[mime], name))
    assert found == FileType(mime=mime, mismatch=expected)


def test_an_empty_picture_claims_nothing_false(types: TypeInspector) -> None:
    assert run(types, subject(b"", b"a.jpg")) == [FileType(mime="inode/x-empty", mismatch=None)]


def test_a_failing_libmagic_is_a_gap() -> None:
    def failing(head: bytes) -> str:
        raise Unexamined(Reason.DAMAGED, f"libmagic: {len(head)}")

    found = run(TypeInspector(failing), subject(b"\x00\x01\x02"))
    assert gaps(found) == [("damaged", "libmagic: 3")]


def test_media_never_cost_a_call_of_libmagic() -> None:
    def unexpected(head: bytes) -> str:
        raise AssertionError(head)

    quick = TypeInspector(unexpected)
    media = [mime for mime in KNOWN if mime.startswith(("image/", "video/", "audio/", "text/"))]
    assert [quick.identify(KNOWN[mime]) for mime in media] == media


@given(data=st.binary(max_size=600))
def test_any_bytes_have_one_type(types: TypeInspector, data: bytes) -> None:
    mime = types.identify(data)
    assert mime == types.identify(data)
    assert "/" in mime


@given(data=st.data(), mime=st.sampled_from(sorted(KNOWN)))
def test_a_cut_head_never_fails(types: TypeInspector, data: st.DataObject, mime: str) -> None:
    body = KNOWN[mime]
    cut = body[: data.draw(st.integers(0, len(body)))]
    assert "/" in types.identify(cut)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="no published data")
@pytest.mark.parametrize(
    ("file", "mime"),
    [
        ("exif/IMG_2927.HEIC", "image/heic"),
        ("exif/landscape_6.jpg", "image/jpeg"),
        ("imagehash/imagehash.png", "image/png"),
        ("wikimedia/rgb.m4v", "video/"),
    ],
)
def test_published_files_have_their_types(types: TypeInspector, file: str, mime: str) -> None:
    with Path(PUBLISHED / file).open("rb") as opened:
        assert types.identify(opened.read(8192)).startswith(mime)

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.reasons import Reason
from triage.sources.magic import recognise


def kind(head: bytes, name: str = "evidence.bin", tail: bytes = b"") -> str:
    return recognise(head, tail, name).kind


def zipped(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return body.getvalue()


@pytest.mark.parametrize(
    ("head", "detail"),
    [
        (b"QFI\xfb", "qcow2"),
        (b"KDMV", "VMDK"),
        (b"# Disk DescriptorFile\n", "VMDK"),
        (b"conectix", "VHD"),
        (b"vhdxfile", "VHDX"),
        (
            b"<<< Oracle VM VirtualBox Disk Image >>>\n".ljust(64, b"\0") + b"\x7f\x10\xda\xbe",
            "VDI",
        ),
        (b"ADSEGMENTEDFILE\0", "AD1"),
        (b"LVF\x09\r\n\xff\x00", "L01"),
        (b"\x3a\xff\x26\xed", "Android sparse"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"ANDROID BACKUP\n5\n1\nnone\n", "Android backup"),
    ],
)
def test_containers_that_cannot_be_read_are_named(head: bytes, detail: str) -> None:
    found = recognise(head, b"", "evidence.bin")
    assert (found.kind, found.reason) == ("unsupported", Reason.UNSUPPORTED_CONTAINER)
    assert detail in found.detail


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"LUKS\xba\xbe\x00\x02", "disk.dd"),
        (b"ANDROID BACKUP\n5\n1\nAES-256\n", "backup.ab"),
        (b"\x8f\x11\x92", "phone.ufdr"),
    ],
)
def test_encrypted_containers_are_told_apart_from_damaged_ones(head: bytes, name: str) -> None:
    assert recognise(head, b"", name).reason is Reason.ENCRYPTED


def test_a_zip_is_a_zip_whatever_it_is_called() -> None:
    for name in ("extraction.zip", "phone.ufdr", "image.dd"):
        assert kind(zipped("private/var/a"), name) == "zip"


def test_aff4_is_not_taken_for_a_phones_zip() -> None:
    image = zipped("container.description", "information.turtle")
    assert recognise(image, image, "image.aff4").detail == "AFF4 image"
    late = zipped("data", "container.description")
    assert recognise(late, late, "image.aff4").detail == "AFF4 image"


def test_a_compressed_archive_is_an_archive_and_a_compressed_image_is_not() -> None:
    assert kind(b"\x1f\x8b\x08", "extraction.tar.gz") == "tar"
    assert kind(b"\xfd7zXZ\x00", "extraction") == "tar"
    assert recognise(b"\x1f\x8b\x08", b"", "disk.dd.gz").reason is Reason.UNSUPPORTED_CONTAINER


def test_e01_and_tar_are_told_by_content() -> None:
    assert kind(b"EVF\x09\r\n\xff\x00", "image.raw") == "ewf"
    assert kind(b"EVF2\r\n\x81\x00") == "ewf"
    assert kind(b"name".ljust(257, b"\0") + b"ustar\x0000") == "tar"


@given(st.binary(max_size=600), st.binary(max_size=600), st.text(max_size=12))
def test_anything_is_something(head: bytes, tail: bytes, name: str) -> None:
    found = recognise(head, tail, name)
    assert found.kind in {"raw", "ewf", "zip", "tar", "unsupported"}
    assert (found.kind == "unsupported") == (found.reason is not None) == bool(found.detail)

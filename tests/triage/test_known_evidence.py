"""Whole examinations of published evidence, held against what others say of it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from hashsets.perceptual_hashes import perceptual_hashes
from tests.skerry_command import Skerry

NAMESPACE = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"


def published_digests(dfxml: Path) -> dict[str, dict[str, str]]:
    """Path to digests of every regular file."""
    found: dict[str, dict[str, str]] = {}
    for file in ElementTree.parse(dfxml).iter(f"{NAMESPACE}fileobject"):
        digests = {
            digest.get("type", ""): digest.text or ""
            for digest in file.iter(f"{NAMESPACE}hashdigest")
        }
        if digests and file.findtext(f"{NAMESPACE}name_type") == "r":
            found["/" + (file.findtext(f"{NAMESPACE}filename") or "")] = digests
    return found


@pytest.mark.slow
def test_raw_and_e01_images_hold_the_published_digests(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    published = published_digests(shared / "images" / "image_dd.xml")
    assert len(published) == 3
    listings = []
    for name in ("image.dd", "image.E01"):
        exam = tmp_path / f"{name}.exam"
        skerry("triage", "run", shared / "images" / name, "--exam", exam)
        files = skerry.lines("files", exam)
        digests = {line["path"]: {k: line[k] for k in ("md5", "sha1")} for line in files}
        assert {path: digests[path] for path in published} == published
        listings.append([{**line, "id": None, "source": None} for line in files])
        assert skerry("triage", "verify", exam, shared / "images" / name).returncode == 0
    raw, ewf = (sorted(map(str, listing)) for listing in listings)
    assert raw == ewf


@pytest.mark.slow
def test_the_digest_stored_in_an_e01_is_held_against_its_content(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    image = shared / "images" / "CFReDS001.E01"
    exam = tmp_path / "x.exam"
    skerry("triage", "run", image, "--exam", exam)
    assert "digest-mismatch" not in {gap["reason"] for gap in skerry.lines("gaps", exam)}
    report = skerry("triage", "report", exam, "--out", tmp_path / "report").stdout
    html = Path(report.rsplit("report: ", 1)[1].strip()).read_text()
    assert "e4f9afba18011f0b9015a9d74cd3c3ac" in html


def import_picture(skerry: Skerry, folder: Path, name: str, picture: Path) -> None:
    with Image.open(picture) as image:
        hashes = perceptual_hashes(image)
    listed = folder / f"{name}.csv"
    listed.write_text(f"pdq,phash\n{hashes.pdq[:32].hex()},{hashes.phash[:8].hex()}\n")
    skerry("hashsets", "import", listed, "--name", name, "--disposition", "alert")


@pytest.mark.slow
def test_every_edit_of_a_known_picture_is_found(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    edits = shared / "pdq" / "bridge-mods"
    import_picture(skerry, tmp_path, "bridge", edits / "aaa-orig.jpg")
    exam = tmp_path / "x.exam"
    skerry("triage", "run", edits, "--exam", exam)
    found = {
        line["path"]: line
        for line in skerry.lines("findings", exam)
        if line["algorithm"] == "pdq" and line["distance"] <= 31
    }
    assert set(found) == {f"/{path.name}" for path in edits.iterdir()}
    assert {line["transform"] for line in found.values()} == {"none"}


@pytest.mark.slow
def test_a_turned_copy_of_a_known_picture_is_found_and_says_how_it_is_turned(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    turned = shared / "pdq" / "dih"
    import_picture(skerry, tmp_path, "bridge", turned / "bridge-1-original.jpg")
    exam = tmp_path / "x.exam"
    skerry("triage", "run", turned, "--exam", exam)
    found = {
        line["path"]: line["transform"]
        for line in skerry.lines("findings", exam)
        if line["algorithm"] == "pdq"
    }
    assert set(found) == {f"/{path.name}" for path in turned.glob("bridge-*.jpg")}
    assert len(set(found.values())) == len(found)


@pytest.mark.slow
def test_mutually_different_photographs_raise_no_finding(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    photographs = [
        *sorted((shared / "wikimedia").glob("*.jpg")),
        *sorted((shared / "pdq" / "labelme").glob("*.jpg")),
    ]
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number, path in enumerate(photographs):
        (evidence / f"{number}.jpg").write_bytes(path.read_bytes())
    for number, path in enumerate(photographs):
        import_picture(skerry, tmp_path, f"set{number}", path)
    exam = tmp_path / "x.exam"
    skerry("triage", "run", evidence, "--exam", exam)
    crossed = [
        line
        for line in skerry.lines("findings", exam)
        if line["severity"] != "info" and line["path"] != f"/{line['set'][3:]}.jpg"
    ]
    assert crossed == []


@pytest.mark.slow
def test_malformed_pictures_end_as_results_or_gaps_never_as_a_crash(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    skerry("triage", "run", shared / "malformed", "--exam", exam)
    files = skerry.lines("files", exam)
    gaps = {gap["file"]: gap for gap in skerry.lines("gaps", exam)}
    assert len([line for line in files if line["mime"] != "inode/directory"]) == len(
        list((shared / "malformed").iterdir())
    )
    for line in files:
        assert line["state"] in {"done", "partial"}
        assert line["sha256"] or line["size"] == 0 or line["mime"].startswith("inode/")
    assert not {"crashed", "deadline", "internal"} & {gap["reason"] for gap in gaps.values()}


@pytest.mark.slow
def test_ten_thousand_published_file_contents_are_read_and_ciphertext_is_called_that(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    import hashlib

    import zstandard

    image = tmp_path / "test_disk1.bin"
    with (shared / "images" / "test_disk1.bin.zst").open("rb") as packed, image.open("wb") as plain:
        zstandard.ZstdDecompressor().copy_stream(packed, plain)
    exam = tmp_path / "x.exam"
    skerry("triage", "run", image, "--exam", exam)
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    for folder, count in (("medium_dir", 1000), ("big_dir", 10000)):
        for number in range(count):
            content = str(number).encode()
            line = files[f"/{folder}/{number}"]
            assert line["sha256"] == hashlib.sha256(content).hexdigest()
    hello = hashlib.sha256(b"hello, world!").hexdigest()
    assert files["/small_file"]["sha256"] == hello
    assert files["/holes"]["size"] == 10240
    assert files["/holes"]["state"] == "done"
    encrypted = {
        gap["path"]
        for gap in skerry.lines("gaps", exam)
        if gap["reason"] == "encrypted" and gap["path"]
    }
    assert encrypted
    assert all("encrypted_dir" in path for path in encrypted)


def test_an_e01_cut_short_is_a_damaged_source_not_a_crash(
    skerry: Skerry, shared: Path, tmp_path: Path
) -> None:
    whole = (shared / "images" / "image.E01").read_bytes()
    torn = tmp_path / "torn.E01"
    torn.write_bytes(whole[: len(whole) // 2])
    exam = tmp_path / "x.exam"
    skerry("triage", "run", torn, "--exam", exam)
    reasons = {gap["reason"] for gap in skerry.lines("gaps", exam)}
    assert reasons & {"damaged", "unreadable", "missing-segment"}
    assert not reasons & {"crashed", "internal"}

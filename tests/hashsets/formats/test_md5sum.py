import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from hashsets.formats import md5sum
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, LONG = "0a" * 16, "0b" * 20, "0c" * 32


@pytest.mark.parametrize(
    "line", [f"{MD5}  a name.jpg", f"{MD5} *a name.jpg", f"MD5 (a name.jpg) = {MD5}"]
)
def test_every_style_gives_the_digest_and_keeps_the_name(line: str) -> None:
    (record,), bad = read(md5sum, line + "\n")
    assert digests([record]) == [("md5", MD5)]
    assert record.raw == "a name.jpg"
    assert bad == []
    assert md5sum.sniff(line.encode())


def test_a_tag_names_the_algorithm_of_64_digits() -> None:
    records, bad = read(md5sum, f"SHA256 (x) = {LONG}\nPDQ (y) = {LONG}\nSHA2-256 (z) = {LONG}")
    assert digests(records) == [("sha256", LONG), ("pdq", LONG), ("sha256", LONG)]
    assert bad == []


def test_64_digits_without_a_tag_need_the_algorithm() -> None:
    records, (bad,) = read(md5sum, f"{LONG}  x")
    assert (records, bad.consequence) == ([], "refused")
    told, bad_now = read(md5sum, f"{LONG}  x", Algorithm.SHA256)
    assert (digests(told), bad_now) == ([("sha256", LONG)], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no digest here", "neither"),
        (f"MD5 (x) = {SHA1}", "40 hex digits, as in sha1, where md5 has 32"),
        (f"BLAKE3 (x) = {LONG}", "not a digest Skerry matches"),
        ("0" * 50 + "  x", "not a digest"),
    ],
)
def test_a_line_that_cannot_be_used_is_said_and_the_next_is_read(line: str, reason: str) -> None:
    records, (bad,) = read(md5sum, f"{line}\n{MD5}  good\n")
    assert [record.raw for record in records] == ["good"]
    assert bad.position == "line 1"
    assert reason in bad.reason


@pytest.mark.skipif(shutil.which("md5sum") is None, reason="md5sum is absent")
@pytest.mark.parametrize("options", [[], ["--binary"], ["--tag"]])
def test_what_md5sum_prints_is_read_back(tmp_path: Path, options: list[str]) -> None:
    names = ["plain.jpg", "with space.jpg", "new\nline.jpg", "back\\slash.jpg"]
    for name in names:
        (tmp_path / name).write_text(name)
    listed = subprocess.check_output(["md5sum", *options, *names], cwd=tmp_path)
    records, bad = read(md5sum, listed)
    expected = [("md5", hashlib.md5(name.encode()).hexdigest()) for name in names]
    assert digests(records) == expected
    assert bad == []

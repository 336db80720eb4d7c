import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.formats import encase, recognised
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read

HEADER_BYTES = 1152


def written(md5s: list[bytes], name: str = "") -> bytes:
    head = bytearray(HEADER_BYTES)
    head[:8] = b"HASH\r\n\xff\0"
    title = name.encode("utf-16-le")[:78]
    head[1032 : 1032 + len(title)] = title
    return bytes(head) + b"".join(md5 + b"\x07\0" for md5 in md5s)


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=8), st.text("abc é€", max_size=39))
def test_a_set_round_trips_with_its_name(md5s: list[bytes], name: str) -> None:
    data = written(md5s, name)
    assert recognised(data) is encase
    records, bad = read(encase, data)
    assert digests(records) == [("md5", md5.hex()) for md5 in md5s]
    assert {record.label for record in records} <= {name.strip() or None}
    assert bad == []


def test_a_truncated_last_record_is_said_and_the_others_are_kept() -> None:
    records, (bad,) = read(encase, written([b"a" * 16, b"b" * 16])[:-1])
    assert [record.position for record in records] == ["record 1"]
    assert (bad.position, bad.consequence) == ("record 2", "incomplete")
    assert "17 of the record's 18 bytes" in bad.reason


@pytest.mark.parametrize("data", [b"", b"HASH\r\n\xff\0", written([])[:-1], b"x" * 2000])
def test_a_file_without_a_whole_header_is_refused(data: bytes) -> None:
    records, (bad,) = read(encase, data)
    assert (records, bad.consequence) == ([], "refused")


def test_another_algorithm_than_md5_is_refused() -> None:
    records, (bad,) = read(encase, written([b"a" * 16]), Algorithm.SHA1)
    assert (records, bad.consequence) == ([], "refused")


@pytest.mark.skipif(shutil.which("hfind") is None, reason="The Sleuth Kit is absent")
def test_the_sleuth_kit_indexes_the_same_hashes(tmp_path: Path) -> None:
    md5s = [bytes([number]) * 16 for number in (9, 3, 7)]
    file = tmp_path / "set.hash"
    file.write_bytes(written(md5s, "demo"))
    subprocess.run(["hfind", "-i", "encase", file], check=True, capture_output=True)
    listed = (tmp_path / "set.hash-md5.idx").read_text().splitlines()
    theirs = [line.split("|")[0].lower() for line in listed if not line.startswith("0" * 40)]
    records, _ = read(encase, file.read_bytes())
    assert sorted(value for _, value in digests(records)) == theirs

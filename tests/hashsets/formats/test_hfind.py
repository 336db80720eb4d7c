import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.formats import hfind, nsrl_text, recognised
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read

HEADER = f"{'0' * 41}|md5sum\n{'0' * 40}1|set.txt\n"
MD5, SHA1 = "0A" * 16, "0B" * 20


@given(st.sampled_from([16, 20]).flatmap(lambda n: st.lists(st.binary(min_size=n, max_size=n))))
def test_an_index_round_trips(values: list[bytes]) -> None:
    text = HEADER + "".join(f"{v.hex().upper()}|{n:016}\n" for n, v in enumerate(sorted(values)))
    assert recognised(text.encode()) is hfind
    records, bad = read(hfind, text)
    assert [value for _, value in digests(records)] == [value.hex() for value in sorted(values)]
    assert {record.label for record in records} <= {"set.txt"}
    assert bad == []


def test_an_index_without_a_name_is_read() -> None:
    (record,), bad = read(hfind, f"{'0' * 41}|nsrl\n{SHA1}|{0:016}\n")
    assert (digests([record]), record.label, bad) == ([("sha1", SHA1.lower())], None, [])


def test_a_cut_off_entry_is_said() -> None:
    records, bad = read(hfind, f"{HEADER}{MD5}|{0:016}\n{MD5}|0000")
    assert [record.position for record in records] == ["line 3"]
    assert [problem.position for problem in bad] == ["line 4"]


def test_another_file_or_algorithm_gives_no_record() -> None:
    records, (bad,) = read(hfind, f"{MD5}|{0:016}\n")
    assert (records, bad.consequence) == ([], "refused")
    records, (bad,) = read(hfind, f"{HEADER}{MD5}|{0:016}\n", Algorithm.SHA1)
    assert (records, bad.reason) == ([], "32 hex digits, as in md5, where sha1 has 40")


@pytest.mark.skipif(shutil.which("hfind") is None, reason="The Sleuth Kit is absent")
def test_what_hfind_builds_is_read(tmp_path: Path) -> None:
    (tmp_path / "set.txt").write_text(f"{MD5}  a.jpg\n{'0c' * 16}  b.jpg\n")
    words = ["hfind", "-i", "md5sum", "set.txt"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    records, bad = read(hfind, (tmp_path / "set.txt-md5.idx").read_bytes())
    assert digests(records) == [("md5", MD5.lower()), ("md5", "0c" * 16)]
    assert {record.label for record in records} == {"set.txt"}
    assert bad == []


NEWER = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
OLDER = (
    '"SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5","CRC32","SpecialCode"'
)


@pytest.mark.skipif(shutil.which("hfind") is None, reason="The Sleuth Kit is absent")
@pytest.mark.parametrize("kind", ["nsrl-md5", "nsrl-sha1"])
@pytest.mark.parametrize(
    ("header", "line"),
    [
        (NEWER, '"{sha1}","{md5}","00000000","a.dll",12,228,"WIN",""'),
        (OLDER, '"{sha1}","a.dll",12,228,"WIN","{md4}","{md5}","00000000",""'),
    ],
)
def test_an_index_of_an_nsrl_list_holds_what_the_list_does(
    tmp_path: Path, kind: str, header: str, line: str
) -> None:
    values = {"md4": "0D" * 16, "md5": MD5, "sha1": SHA1}
    (tmp_path / "NSRLFile.txt").write_text(f"{header}\r\n{line.format(**values)}\r\n")
    words = ["hfind", "-i", kind, "NSRLFile.txt"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    (index,) = tmp_path.glob("*.idx")
    indexed, _ = read(hfind, index.read_bytes())
    listed, _ = read(nsrl_text, (tmp_path / "NSRLFile.txt").read_bytes())
    algorithm = kind.removeprefix("nsrl-")
    assert digests(indexed) == [found for found in digests(listed) if found[0] == algorithm]
    assert len(indexed) == 1

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.formats import nsrl_text, recognised
from tests.hashsets.formats.reading import digests, read
from tests.hashsets.pictures import published

NEWER = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
OLDER = (
    '"SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5","CRC32",'
    '"SpecialCode"\r\n'
)
SHA1, MD5, CRC = "0B" * 20, "0A" * 16, "AABBCCDD"


def newer(name: str, size: str = "12", special: str = "") -> str:
    return f'"{SHA1}","{MD5}","{CRC}","{name}",{size},228,"WIN","{special}"\r\n'


def older(name: str, size: str = "12", special: str = "") -> str:
    return f'"{SHA1}","{name}",{size},228,"WIN","{"0D" * 16}","{MD5}","{CRC}","{special}"\r\n'


Line = Callable[..., str]

BOTH = pytest.mark.parametrize(("header", "line"), [(NEWER, newer), (OLDER, older)])


def test_the_published_sample_is_read() -> None:
    data = published("hashsets", "NSRLFile_rdsv2_sample.txt").read_bytes()
    assert recognised(data) is nsrl_text
    (record,), bad = read(nsrl_text, data)
    assert digests([record]) == [
        ("sha1", "0000004da6391f7f5d2f7fccf36cebda60c6ea02"),
        ("md5", "0e53c14a3e48d94ff596a2824307b492"),
    ]
    assert (record.size, bad) == (2226, [])


@BOTH
def test_both_orders_give_both_digests_and_keep_the_special_code(header: str, line: Line) -> None:
    (record,), bad = read(nsrl_text, header + line("x.gif", special="M"))
    assert digests([record]) == [("sha1", SHA1.lower()), ("md5", MD5.lower())]
    assert (record.size, bad) == (12, [])
    assert json.loads(record.raw or "") == {
        "FileName": "x.gif",
        "ProductCode": "228",
        "OpSystemCode": "WIN",
        "SpecialCode": "M",
        "CRC32": CRC,
    }


@BOTH
@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20))
def test_no_file_name_hides_the_digests(header: str, line: Line, name: str) -> None:
    records, bad = read(nsrl_text, header + line(name) + line("next"))
    assert digests(records) == [("sha1", SHA1.lower()), ("md5", MD5.lower())] * 2
    assert bad == []


@BOTH
def test_a_broken_line_costs_only_itself(header: str, line: Line) -> None:
    text = header + line("a")[:40] + "\r\n" + line("b", size="many") + "\r\n" + line("c")
    records, bad = read(nsrl_text, text)
    assert [(record.position, record.size) for record in records] == [
        ("line 3", None),
        ("line 5", 12),
    ]
    assert [problem.position for problem in bad] == ["line 2", "line 3"]


def test_another_header_is_refused() -> None:
    records, (bad,) = read(nsrl_text, "sha1,md5\n")
    assert (records, bad.consequence) == ([], "refused")
    assert not nsrl_text.sniff(b"sha1,md5\n")


def test_a_line_of_blanks_and_quotes_is_given_up_quickly() -> None:
    head = f'"{SHA1}","{MD5}","{CRC}",'
    for filling in ('"' * 60_000, " " * 60_000, '" ,' * 20_000):
        records, bad = read(nsrl_text, NEWER + head + filling + "x\n")
        assert (records, len(bad)) == ([], 1)

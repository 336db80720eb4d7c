import codecs
from pathlib import Path

import pytest

from monitor.csv_export.encoding import sniff
from monitor.csv_export.problem import Problem
from tests.monitor.csv_export.exports import mapped, results, rows

TEXT = rows("Sent,D-17,22/11/2026 21:14:03,a,c-91,caf\u00e9 \u20ac5,")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8-sig"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"plain", "utf-8-sig"),
        (b"", "utf-8-sig"),
    ],
)
def test_an_encoding_is_known_by_its_bytes(tmp_path: Path, content: bytes, encoding: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(content)
    assert sniff(file) == encoding
    if content and content != b"plain":
        (event,) = results(tmp_path, content)
        assert isinstance(event, dict)
        assert event["data"]["text"] == "caf\u00e9 \u20ac5"


def test_a_letter_cut_by_a_piece_s_end_is_no_broken_letter(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(b"x" * ((1 << 20) - 1) + "\u00e9".encode() * 3)
    assert sniff(file) == "utf-8-sig"


def test_one_broken_letter_costs_its_row_and_leaves_all_others_as_they_are(tmp_path: Path) -> None:
    good = b"Sent,D-17,22/11/2026 21:14:03,a,c-91,caf\xc3\xa9 \xc3\xa9,\n"
    bad = good.replace(b"\xc3\xa9 \xc3\xa9", b"\xe9")
    first, problem, last = results(tmp_path, rows().encode() + good + bad + good)
    assert isinstance(first, dict)
    assert first["data"]["text"] == "caf\u00e9 \u00e9"
    assert problem == Problem(3, None, "holds bytes that are not of the file's encoding")
    assert isinstance(last, dict)


def test_a_file_that_ends_within_a_letter_says_from_where_on_it_cannot_be_read(
    tmp_path: Path,
) -> None:
    found = results(tmp_path, TEXT.encode("utf-16") + b"x")
    assert found[-1] == Problem(3, None, "from here on the file cannot be read as utf-16")


def test_an_encoding_that_the_map_names_is_not_guessed(tmp_path: Path) -> None:
    (event,) = results(tmp_path, TEXT.encode("utf-8"), mapped(encoding="cp1252"))
    assert isinstance(event, dict)
    assert event["data"]["text"] == "caf\u00c3\u00a9 \u00e2\u201a\u00ac5"

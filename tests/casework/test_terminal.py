import json

import pytest

from casework.terminal import shown, tell, tell_rows


def test_text_from_a_record_cannot_drive_the_terminal() -> None:
    assert shown("a\x1b[2Jb\u202ec\nd\x9b") == "a\\x1b[2Jb\\u202ec\\nd\\x9b"
    assert shown("Café 名") == "Café 名"


def test_a_listing_is_aligned_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("P-1", None), ("P-0002", "x\ny")]
    tell_rows(("person", "note"), rows, "table")
    assert capsys.readouterr().out == "person  note\nP-1\nP-0002  x\\ny\n"
    tell_rows(("person", "note"), rows, "jsonl")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"person": "P-1", "note": None}, {"person": "P-0002", "note": "x\ny"}]


def test_a_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell("one\ntwo")
    assert capsys.readouterr().out == "one\\ntwo\n"

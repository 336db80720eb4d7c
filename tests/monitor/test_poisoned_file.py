"""A file in which everything that can be wrong with a line is."""

import hashlib
import json

from tests.monitor.desk import HEIST, Desk, said
from tests.monitor.test_engine import POISON


def test_every_kind_of_poison_is_listed_by_its_place_and_the_rest_is_read(desk: Desk) -> None:
    long = json.dumps(said("x" * 10_000_000)).encode()
    torn = json.dumps(said(HEIST, 9)).encode()[:-9]
    lines = [line for line, _ in POISON.values()]
    before = json.dumps(said(HEIST)).encode()
    after = json.dumps(said(HEIST, 2)).encode()
    source = desk.written(before, *lines, long, after)
    source.write_bytes(source.read_bytes() + torn)
    answer = desk.run(source, "--json")
    assert answer.code == 3
    assert answer.lines()[-1]["poison"] == len(lines) + 2
    (alert,) = desk.alerts()
    assert [one["event"] for one in alert["evidence"]] == ["E-1", "E-2"]
    found = {one["offset"]: one for one in desk.monitor("quarantine", "--format", "jsonl").lines()}
    whole = source.read_bytes()
    for one in found.values():
        piece = whole[one["offset"] :].split(b"\n", 1)[0]
        if one["reason"] == "too-long":
            assert one["sha256"] is None
            assert one["length"] == len(piece) + 1
        else:
            assert one["length"] == len(piece)
            assert one["sha256"] == hashlib.sha256(piece).hexdigest()
    assert sorted(one["reason"] for one in found.values()) == sorted(
        [*(reason for _, reason in POISON.values()), "too-long", "not-json"]
    )


def test_a_line_that_was_torn_has_its_effect_once_the_file_is_whole(desk: Desk) -> None:
    whole = json.dumps(said(HEIST, 2)).encode()
    source = desk.written(said("tea"), whole)
    complete = source.read_bytes()
    source.write_bytes(complete[:-20])
    assert desk.run(source).code == 3
    assert desk.alerts() == []
    source.write_bytes(complete)
    answer = desk.run(source, "--json")
    assert answer.code == 0
    assert answer.lines()[-1]["events"] == 1
    assert len(desk.alerts()) == 1

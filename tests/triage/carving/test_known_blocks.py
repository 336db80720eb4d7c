"""Blocks of a known file without its head are findings that say which blocks of which file."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.skerry_command import Skerry
from tests.triage.carving import images
from tests.triage.little_phone import picture
from triage.carving.known_blocks import block_findings, joined
from triage.carving.space import Taken, beside
from triage.carving.taking import Covered, Place, taken
from triage.carving.window import Claimed
from triage.records import Carved, Entry, Finding, Gap, KnownBlock

SIZE = 4096


def block(offset: int, index: int | None, label: str = "known.jpg", size: int = SIZE) -> KnownBlock:
    return KnownBlock(
        offset=offset,
        size=size,
        set="pieces",
        set_version="1",
        record=index or 0,
        algorithm="md5",
        label=label,
        index=index,
        file_size=9 * SIZE,
    )


def place(recovered: dict[int, int] | None = None) -> Place:
    none = np.zeros(0, np.int64)
    space = beside(Taken(none, none, none), 100 * SIZE)
    return Place(0, 1, space, recovered or {}, Covered((recovered or {}).items()))


def test_blocks_that_touch_are_one_piece() -> None:
    blocks = [block(n * SIZE, n) for n in (7, 2, 3, 4)]
    assert [(one.offset, one.length) for one in joined(blocks)] == [
        (2 * SIZE, 3 * SIZE),
        (7 * SIZE, SIZE),
    ]


def test_a_piece_is_a_fragment_with_one_finding_for_each_known_file() -> None:
    blocks = [block(n * SIZE, n) for n in (2, 3, 4)] + [block(4 * SIZE, 0, "other.png")]
    records, _ = taken(blocks, Claimed(), place())
    (entry,) = [one for one in records if isinstance(one, Entry)]
    assert entry.path == b"/$Unallocated/0x000000002000.block"
    assert (entry.size, entry.reason) == (3 * SIZE, "fragment")
    (gap,) = [one for one in records if isinstance(one, Gap)]
    assert gap.file == entry.id
    known, other = [one for one in records if isinstance(one, Finding)]
    assert (known.kind, known.label, known.offset) == ("block", "known.jpg", 0)
    assert known.spans == ((0, SIZE), (SIZE, SIZE), (2 * SIZE, SIZE))
    assert "3 blocks of 4,096 bytes (numbers 2-4 of the file, from 0)" in known.explanation
    assert (other.label, other.offset) == ("other.png", 2 * SIZE)


def test_blocks_in_a_whole_carved_file_add_nothing() -> None:
    whole = Carved(offset=0, length=4 * SIZE, format="jpeg", extension="jpg")
    records, claimed = taken([whole, block(SIZE, 1)], Claimed(), place())
    assert [type(one) for one in records] == [Entry]
    assert claimed == (4 * SIZE, 0)
    assert taken([block(2 * SIZE, 2)], claimed, place())[0] == []


def test_blocks_in_a_fragment_are_findings_on_the_fragment() -> None:
    cut = Carved(offset=0, length=4 * SIZE, format="jpeg", extension="jpg", complete=False)
    records, _ = taken([cut, block(SIZE, 1)], Claimed(), place())
    (entry,) = [one for one in records if isinstance(one, Entry)]
    (found,) = [one for one in records if isinstance(one, Finding)]
    assert (entry.path[-4:], found.file, found.offset) == (b".jpg", entry.id, SIZE)


def test_blocks_of_a_deleted_file_that_was_examined_add_nothing() -> None:
    assert taken([block(SIZE, 1)], Claimed(), place({0: 3 * SIZE}))[0] == []


def test_findings_of_one_entry_have_ids_of_their_own() -> None:
    records, _ = taken([block(0, 0), block(SIZE, None, ""), block(SIZE, 9)], Claimed(), place())
    (entry,) = [one for one in records if isinstance(one, Entry)]
    found = list(block_findings(entry, [block(0, 0), block(SIZE, None, ""), block(SIZE, 9)]))
    assert len({one.id for one in found}) == len(found) == 2
    unknown = next(one for one in found if one.label is None)
    assert "numbers" not in unknown.explanation


@pytest.mark.slow
def test_the_tail_of_a_known_file_is_found_and_survives_new_rules(
    skerry: Skerry, tmp_path: Path
) -> None:
    known = np.random.default_rng(5).bytes(9 * SIZE + 100)
    (tmp_path / "known.bin").write_bytes(known)
    make = ("hashsets", "blocks", tmp_path / "known.bin", "--name", "pieces")
    skerry(*make, "--disposition", "alert")
    image = images.fat(tmp_path, {"a.jpg": picture(1), "gone.bin": known, "b.jpg": picture(2)})
    images.without_entry(image, "gone.bin")
    body = bytearray(image.read_bytes())
    at = body.index(known)
    body[at : at + 2 * SIZE] = b"overwritten long ago " * 390 + bytes(2)
    image.write_bytes(body)
    exam = tmp_path / "x.exam"
    skerry("triage", "run", image, "--exam", exam)
    (found,) = [f for f in skerry.lines("findings", exam) if f["kind"] == "block"]
    last = len(known) // SIZE - 1
    assert found["path"] == f"/$Unallocated/{at + 2 * SIZE:#014x}.block"
    assert (found["set"], found["label"], found["severity"]) == ("pieces", "known.bin", "high")
    assert found["spans"] == [[n * SIZE, SIZE] for n in range(last - 1)]
    assert f"numbers 2-{last} of the file" in found["explanation"]
    files: dict[str, Any] = {line["id"]: line for line in skerry.lines("files", exam)}
    assert (files[found["file"]]["state"], files[found["file"]]["reason"]) == (
        "partial",
        "fragment",
    )
    (tmp_path / "r.yar").write_text("rule any { condition: true }")
    skerry("triage", "run", image, "--exam", exam, "--rules", tmp_path / "r.yar")
    fresh = tmp_path / "fresh.exam"
    skerry("triage", "run", image, "--exam", fresh, "--rules", tmp_path / "r.yar")
    assert skerry.outputs(exam) == skerry.outputs(fresh)
    assert [f for f in skerry.lines("findings", fresh) if f["kind"] == "block"]

import random
from collections import Counter
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

import pytest

from hashsets.blocks.matching import BlockMatcher
from hashsets.manifest import SetInfo
from tests.hashsets.blocks.making import SIZE, content, made
from triage.content import Buffer, Unexamined
from triage.reasons import Reason
from triage.sampling.arithmetic import chance_of_missing, draws_needed, whole_blocks
from triage.sampling.choosing import chosen
from triage.sampling.kinds import Kind
from triage.sampling.records import Hit, Scanned
from triage.sampling.scanning import Scanner
from triage.sampling.zones import Grids, Zone

KNOWN = content(1, 40, rest=300)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> SetInfo:
    return made(tmp_path_factory.mktemp("set"), {"known": KNOWN}).info


def scanner(data: bytes, *infos: SetInfo, step: int = SIZE, unit: int = SIZE) -> Scanner:
    zones = Grids([Zone(0, len(data), step, 0)])
    return Scanner(Buffer(data), BlockMatcher(infos), zones, unit)


def hits(found: Iterator[Scanned]) -> list[Hit]:
    return [hit for scanned in found for hit in scanned.hits]


def medium(blocks: int, at: int, what: bytes) -> bytes:
    """A medium of zeros and text, with something of the known content at a byte offset."""
    body = bytearray(b"some text of no import " * (blocks * SIZE // 23 + 1))[: blocks * SIZE]
    for place in range(0, blocks, 3):
        body[place * SIZE : (place + 1) * SIZE] = bytes(SIZE)
    body[at : at + len(what)] = what
    return bytes(body)


@pytest.mark.slow
def test_two_hundred_seeded_scans_find_as_often_as_is_stated(known: SetInfo) -> None:
    blocks, length = 2000, 12 * SIZE
    held = whole_blocks(length, SIZE)
    drawn = draws_needed(blocks, held, 0.8)
    stated = 1 - chance_of_missing(blocks, held, drawn)
    place, text = random.Random(11), medium(blocks, 0, b"")
    found = 0
    for seed in range(200):
        # the piece begins within a block, so that it has no more whole ones than are allowed for
        start = place.randrange(0, 20) * SIZE + 512
        at = place.randrange(0, blocks - 20) * SIZE + 512
        data = text[:at] + KNOWN[start : start + length] + text[at + length :]
        scan = scanner(data, known)
        found += bool(hits(scan.scan(chosen(blocks, drawn, seed).tolist())))
    # four standard deviations of the binomial
    assert abs(found - 200 * stated) < 4 * (200 * stated * (1 - stated)) ** 0.5


def test_every_scan_finds_where_every_block_is_drawn(known: SetInfo) -> None:
    data = medium(60, 7 * SIZE, KNOWN[5 * SIZE : 6 * SIZE])
    (hit,) = hits(scanner(data, known).scan(range(60)))
    assert (hit.offset, hit.index, hit.label) == (7 * SIZE, 5, "known")


def test_a_sweep_finds_what_a_scan_of_every_block_finds(known: SetInfo) -> None:
    for step, at in ((SIZE, 5 * SIZE), (512, 5 * SIZE + 1024), (512, 59 * SIZE)):
        data = medium(60, at, KNOWN[: 60 * SIZE - at])
        scan = scanner(data, known, step=step)
        assert hits(scan.sweep(0, 60)) == hits(scan.scan(range(60)))
        assert hits(scan.sweep(0, 60))


def test_a_block_that_begins_in_zeros_is_found_across_units(tmp_path: Path) -> None:
    block = bytes(1024) + content(7, 1)[1024:]
    info = made(tmp_path, {"known": block}).info
    data = bytearray(8 * SIZE)
    data[3 * SIZE + 3072 : 4 * SIZE + 3072] = block
    for found in (
        hits(scanner(bytes(data), info, step=512).scan(range(8))),
        hits(scanner(bytes(data), info, step=512).sweep(0, 8)),
    ):
        assert [hit.offset for hit in found] == [3 * SIZE + 3072]


def test_uniform_and_common_blocks_are_never_hits(tmp_path: Path) -> None:
    zeros, spaces = bytes(SIZE), b" " * SIZE
    listed = "".join(f"{md5(block).hexdigest()}\n" for block in (zeros, spaces, content(3, 1)))
    info = made(tmp_path, {"list": listed.encode()}, lists="plain", size=SIZE).info
    scan = scanner(spaces * 4 + zeros * 4, info)
    assert hits(scan.scan(range(8))) == []
    assert hits(scan.sweep(0, 8)) == []


def test_a_block_that_a_set_of_harmless_content_knows_is_no_hit(tmp_path: Path) -> None:
    shared = content(5, 2)
    alert = made(tmp_path, {"bad": shared + content(1, 2)}, "alert").info
    ignore = made(tmp_path, {"harmless": shared}, "ignore", disposition="ignore").info
    counted: Counter[str] = Counter()
    found = list(scanner(shared + content(1, 2), alert, ignore).scan(range(4)))
    for scanned in found:
        counted.update(scanned.suppressed)
    assert [hit.offset for hit in hits(iter(found))] == [2 * SIZE, 3 * SIZE]
    assert counted == {"listed": 2}


def test_blocks_smaller_than_what_is_drawn_are_found_within_it(tmp_path: Path) -> None:
    small = made(tmp_path, {"known": KNOWN}, "small", size=512).info
    large = made(tmp_path, {"other": content(2, 3)}, "large").info
    data = medium(20, 3 * SIZE + 512, KNOWN[512:1024])
    (hit,) = hits(scanner(data, small, large).scan(range(20)))
    assert (hit.offset, hit.size, hit.index) == (3 * SIZE + 512, 512, 1)


class Faulty:
    """A medium of which one block cannot be read."""

    def __init__(self, data: bytes, fault: int) -> None:
        self._data, self._fault = data, fault
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        if offset <= self._fault < offset + length:
            raise Unexamined(Reason.UNREADABLE)
        return self._data[offset : offset + length]


def test_a_fault_costs_the_blocks_it_lies_in_and_no_other(known: SetInfo) -> None:
    data = medium(20, 10 * SIZE, KNOWN[: 4 * SIZE])
    faulty = Faulty(data, 12 * SIZE + 5)
    scan = Scanner(faulty, BlockMatcher([known]), Grids([Zone(0, len(data), SIZE, 0)]), SIZE)
    sampled = list(scan.scan(range(20)))
    kinds = b"".join(scanned.kinds for scanned in sampled)
    assert [place for place, kind in enumerate(kinds) if kind == Kind.UNREADABLE] == [12]
    assert [hit.index for hit in hits(iter(sampled))] == [0, 1, 3]
    swept = list(scan.sweep(0, 20))
    assert b"".join(scanned.kinds for scanned in swept) == bytes([Kind.UNREADABLE])
    assert [hit.index for hit in hits(iter(swept))] == [0, 1, 3]

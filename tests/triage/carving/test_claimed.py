"""What a worker says of a window is believed only where the window can hold it."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import asdict, replace

from hashsets.blocks.matching import BlockMatcher
from hashsets.manifest import SetInfo
from tests.hashsets.blocks.making import SIZE, content, made
from triage.carving import claimed
from triage.carving.claimed import MOST_GAPS, Bounds, WindowClaim
from triage.carving.formats import NAMES
from triage.carving.space import Space
from triage.carving.window import WINDOW
from triage.claims import Disbelieved
from triage.ids import stamp_gap
from triage.pinned_blocks import PinnedBlocks
from triage.reasons import Reason
from triage.records import Anything, Carved, Gap, KnownBlock
from triage.sampling.scanning import hit_of
from triage.sampling.zones import Grids, Zone

KNOWN = content(1, 4)
SOURCE, VOLUME = 0, 3
START, SIZE_OF_SOURCE = WINDOW, 2 * WINDOW
JPEG = Carved(offset=START + 100, length=500, format="jpeg", extension="jpg")


@pytest.fixture
def info(tmp_path: Path) -> SetInfo:
    return made(tmp_path, {"known": KNOWN}).info


@pytest.fixture
def blocks(info: SetInfo) -> list[KnownBlock]:
    found = BlockMatcher([info]).match(memoryview(KNOWN), SIZE)
    hits = [KnownBlock(**asdict(hit_of(match))) for match in found]
    return [replace(hit, offset=START + hit.offset) for hit in hits]


@pytest.fixture
def claim(info: SetInfo) -> WindowClaim:
    numbers = [np.array([number], np.int64) for number in (0, SIZE_OF_SOURCE - 10 * SIZE, 0)]
    bounds = Bounds(
        source=SOURCE,
        volume=VOLUME,
        space=Space(*numbers),
        formats=tuple(name for name in NAMES if name != "gif"),
        grids=Grids([Zone(0, SIZE_OF_SOURCE, SIZE, 0)]),
        blocks=PinnedBlocks([info]),
    )
    return WindowClaim(bounds, START, SIZE_OF_SOURCE)


def gap(offset: int, volume: int = VOLUME) -> Gap:
    unstamped = Gap(
        source=SOURCE,
        volume=volume,
        stage="carving",
        reason=Reason.UNREADABLE,
        offset=offset,
        length=10,
    )
    return stamp_gap(unstamped, None)


def test_what_lies_in_the_window_is_believed(claim: WindowClaim, blocks: list[KnownBlock]) -> None:
    said: list[Anything] = [JPEG, *blocks, gap(START)]
    claim.admit(said)
    assert claim.found == said


def refused(claim: WindowClaim, *records: Anything) -> bool:
    with pytest.raises(Disbelieved):
        claim.admit(list(records))
    return True


@pytest.mark.parametrize(
    "lie",
    [
        {"offset": START - 1},
        {"offset": SIZE_OF_SOURCE},
        {"length": SIZE_OF_SOURCE},
        {"length": 0},
        {"extension": "exe"},
        {"format": "gif", "extension": "gif"},
    ],
    ids=str,
)
def test_a_carved_file_that_cannot_be_is_not_believed(
    claim: WindowClaim, lie: dict[str, object]
) -> None:
    assert refused(claim, replace(JPEG, **lie))


@pytest.mark.parametrize(
    "offset",
    [START - SIZE, START + 512, SIZE_OF_SOURCE - 10 * SIZE, SIZE_OF_SOURCE],
    ids=["before the window", "off the grid", "in a file", "behind the window"],
)
def test_a_known_block_out_of_place_is_not_believed(
    claim: WindowClaim, blocks: list[KnownBlock], offset: int
) -> None:
    assert refused(claim, replace(blocks[0], offset=offset))


def test_a_known_block_of_another_file_than_the_set_says_is_not_believed(
    claim: WindowClaim, blocks: list[KnownBlock]
) -> None:
    assert refused(claim, replace(blocks[0], label="another"))


def test_no_place_holds_two_blocks_of_a_set_so_that_no_window_gives_more_than_it_has(
    claim: WindowClaim, blocks: list[KnownBlock]
) -> None:
    claim.admit([blocks[0]])
    assert refused(claim, replace(blocks[1], offset=blocks[0].offset))


def test_more_files_than_a_window_may_give_are_not_believed(
    claim: WindowClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimed, "MOST_FOUND", 2)
    claim.admit([JPEG, JPEG])
    assert refused(claim, JPEG)


def test_more_gaps_than_a_window_has_reason_for_are_not_believed(claim: WindowClaim) -> None:
    claim.admit([gap(START + number) for number in range(MOST_GAPS)])
    assert refused(claim, gap(START))


def test_a_gap_of_another_volume_or_place_is_not_believed(claim: WindowClaim) -> None:
    assert refused(claim, gap(START, VOLUME + 1))
    assert refused(claim, gap(START - 1))
    assert refused(claim, replace(gap(START), id="0" * 32))

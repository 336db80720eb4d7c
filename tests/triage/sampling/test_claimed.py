"""What a worker says of a part of a scan is believed only where the part can hold it."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from hashsets.blocks.matching import BlockMatcher
from hashsets.manifest import SetInfo
from tests.hashsets.blocks.making import SIZE, content, made
from triage.claims import Disbelieved
from triage.pinned_blocks import PinnedBlocks
from triage.records import encode
from triage.sampling.claimed import PartClaim
from triage.sampling.kinds import Kind
from triage.sampling.records import Hit, Scanned
from triage.sampling.scanning import hit_of

KNOWN = content(1, 4)
GIVEN = np.array([3, 7, 20])


@pytest.fixture
def info(tmp_path: Path) -> SetInfo:
    return made(tmp_path, {"known": KNOWN}).info


@pytest.fixture
def hit(info: SetInfo) -> Hit:
    first, *_ = BlockMatcher([info]).match(memoryview(KNOWN), SIZE)
    return replace(hit_of(first), offset=7 * SIZE)


@pytest.fixture
def claim(info: SetInfo) -> PartClaim:
    return PartClaim(GIVEN, SIZE, PinnedBlocks([info]))


def test_hits_in_blocks_that_were_given_are_believed(claim: PartClaim, hit: Hit) -> None:
    said = [
        Scanned(kinds=bytes([Kind.OTHER] * 2), hits=(hit,)),
        Scanned(kinds=bytes([Kind.UNREADABLE])),
    ]
    for scanned in said:
        claim.admit(encode(scanned))
    assert claim.found == said


@pytest.mark.parametrize(
    "lie",
    [
        {"offset": 8 * SIZE},
        {"offset": 21 * SIZE},
        {"offset": -1},
        {"offset": 1 << 63},
        {"record": 3},
        {"label": "another"},
        {"set": "other"},
        {"size": 512},
    ],
    ids=str,
)
def test_a_hit_that_cannot_be_is_not_believed(
    claim: PartClaim, hit: Hit, lie: dict[str, object]
) -> None:
    with pytest.raises(Disbelieved):
        claim.admit(encode(Scanned(hits=(replace(hit, **lie),))))


def test_no_place_holds_two_blocks_of_a_set(claim: PartClaim, hit: Hit) -> None:
    claim.admit(encode(Scanned(hits=(hit,))))
    with pytest.raises(Disbelieved):
        claim.admit(encode(Scanned(hits=(hit,))))


@pytest.mark.parametrize(
    "body",
    [encode(Scanned(kinds=bytes([Kind.OTHER] * 4))), encode(Scanned(kinds=b"\xff")), b"\xc1"],
)
def test_more_blocks_than_were_given_or_of_no_kind_are_not_believed(
    claim: PartClaim, body: bytes
) -> None:
    with pytest.raises(Disbelieved):
        claim.admit(body)

"""A worker's word on a known block is held against the set it names."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from hashsets.blocks.matching import BlockMatcher
from hashsets.manifest import SetInfo
from tests.hashsets.blocks.making import SIZE, content, made
from triage.pinned_blocks import PinnedBlocks
from triage.sampling.records import Hit
from triage.sampling.scanning import hit_of

KNOWN = content(1, 6)


@pytest.fixture
def info(tmp_path: Path) -> SetInfo:
    return made(tmp_path, {"known": KNOWN}).info


@pytest.fixture
def hits(info: SetInfo) -> list[Hit]:
    return [hit_of(match) for match in BlockMatcher([info]).match(memoryview(KNOWN), SIZE)]


@pytest.fixture
def pinned(tmp_path: Path, info: SetInfo) -> PinnedBlocks:
    harmless = made(tmp_path, {"harmless": content(2, 6)}, "harmless", disposition="known").info
    return PinnedBlocks([info, harmless])


def test_what_a_matcher_finds_is_held(pinned: PinnedBlocks, hits: list[Hit]) -> None:
    assert len(hits) == 6
    assert all(map(pinned.hold, hits))
    assert len(pinned) == 1


LIES: list[dict[str, object]] = [
    {"set": "other"},
    {"set": "harmless"},
    {"set_version": "9"},
    {"size": 512},
    {"record": 6},
    {"record": -1},
    {"record": 1 << 70},
    {"record": 3},
    {"algorithm": "md4"},
    {"algorithm": "pdq"},
    {"label": "another file"},
    {"index": 5},
    {"index": None},
    {"file_size": 1},
    {"identity": "sha256:00"},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_what_the_set_does_not_hold_is_not_held(
    pinned: PinnedBlocks, hits: list[Hit], lie: dict[str, object]
) -> None:
    assert not pinned.hold(replace(hits[0], **lie))

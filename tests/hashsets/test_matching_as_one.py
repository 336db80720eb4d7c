"""Sets of several segments, radii and pipelines, searched together as by comparing every hash."""

from pathlib import Path

import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from hashsets.manifest import SetInfo
from hashsets.matching import Matcher, Radii
from hashsets.records import Algorithm
from hashsets.segment import segment_count
from hashsets.transforms import TRANSFORMS
from tests.hashsets.pictures import distance
from tests.hashsets.stored import imported

WIDTHS = {Algorithm.PDQ: 32, Algorithm.PHASH: 8}
PIPELINES = {"pdqhash, imagehash": 0, "ThreatExchange": 10}
"""By how much wider a PDQ set of that pipeline is searched."""

SIZES = (24, 6, 1)
"""Of what a set is made of and then added to, so that each stays a segment of its own."""

Expected = dict[tuple[str, int], tuple[int, str]]


def crowding(width: int) -> st.SearchStrategy[bytes]:
    """All zeros, all ones, a few bits from either, and anything else."""
    bits = st.sets(st.integers(0, 8 * width - 1), max_size=width)
    near = bits.map(lambda some: sum(1 << bit for bit in some).to_bytes(width, "big"))
    far = near.map(lambda text: bytes(255 - value for value in text))
    return near | far | st.binary(min_size=width, max_size=width)


def compared(name: str, held: list[bytes], eight: list[bytes], reach: int) -> Expected:
    """The first record of each hash within reach: its least distance, and the first way there."""
    found: Expected = {}
    for record, text in enumerate(held):
        apart = [distance(text, one) for one in eight]
        if text not in held[:record] and min(apart) <= reach:
            found[name, record] = (min(apart), TRANSFORMS[apart.index(min(apart))])
    return found


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@drawn_from(data=st.data(), tables=st.booleans())
def test_many_sets_match_as_the_plain_comparison_of_each_would(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, tables: bool
) -> None:
    algorithm = data.draw(st.sampled_from(sorted(WIDTHS)))
    width = WIDTHS[algorithm]
    hashes, folder = crowding(width), tmp_path_factory.mktemp("sets")
    eight = data.draw(st.lists(hashes, min_size=8, max_size=8))
    radius = data.draw(st.sampled_from([0, 1, width // 2, width - 1, 2 * width]))
    infos: list[SetInfo] = []
    expected: Expected = {}
    with pytest.MonkeyPatch.context() as patch:
        if tables:
            patch.setattr("hashsets.segment.FEWEST", 1)
            patch.setattr("hashsets.index.perceptual.worth_searching", lambda *_: True)
        for name, (pipeline, wider) in zip("ab", PIPELINES.items(), strict=True):
            held: list[bytes] = []
            for version, size in enumerate(SIZES):
                more = data.draw(st.lists(hashes, min_size=size, max_size=size))
                text = "\n".join([algorithm, *(one.hex() for one in more)])
                before = f"{name}@{version - 1}" if version else None
                asked = {"version": str(version), "extends": before, "pipeline": pipeline}
                info = imported(folder, text, name, **asked).info
                held += more
            infos.append(info)
            reach = radius + (wider if algorithm is Algorithm.PDQ else 0)
            expected |= compared(name, held, eight, min(reach, 8 * width))
        matcher = Matcher(infos, Radii(pdq=radius, phash=radius))
        given: dict[str, bytes | None] = {"pdq": None, "phash": None, algorithm: b"".join(eight)}
        found = matcher.perceptual(given["pdq"], given["phash"])
    assert {(m.set, m.record): (m.distance, m.transform) for m in found} == expected
    assert len(found) == len(expected)
    if tables:
        assert (infos[0].folder / f"{algorithm}.parts").exists()


def test_the_sets_compared_above_are_of_several_segments(tmp_path: Path) -> None:
    for version, size in enumerate(SIZES):
        rows = "\n".join(f"{version:02x}{number:062x}" for number in range(size))
        before = f"a@{version - 1}" if version else None
        info = imported(tmp_path, f"pdq\n{rows}", "a", version=str(version), extends=before).info
    assert segment_count(info.folder, Algorithm.PDQ) == len(SIZES)

"""Sets large enough to be indexed, from import to match."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from hashsets.catalogue import Catalogue
from hashsets.importing import data_file, write_manifest
from hashsets.index.perceptual import FEWEST
from hashsets.manifest import DataFile, Manifest, SetInfo
from hashsets.matching import Matcher, Radii
from hashsets.records import Algorithm, HashSetError
from hashsets.segment import write_index
from hashsets.transforms import TRANSFORMS
from tests.hashsets.index.corpora import crowded, moved, plainly, unrelated
from tests.hashsets.stored import imported

RADIUS = {8: 10, 32: 37}


def stored(folder: Path, algorithm: str, hashes: np.ndarray, name: str = "unit") -> SetInfo:
    lines = [algorithm, *(bytes(row).hex() for row in hashes)]
    text = "\n".join(lines)
    # of a known pipeline, so that the radius is not widened
    return imported(folder, text, name=name, version="1", pipeline="pdqhash").info


@pytest.mark.parametrize(("algorithm", "width"), [("pdq", 32), ("phash", 8)])
def test_an_indexed_set_matches_as_the_plain_comparison_in_all_orientations(
    tmp_path: Path, algorithm: str, width: int
) -> None:
    hashes = np.unique(
        np.concatenate([crowded(3000, width, 1), unrelated(FEWEST, width, 2)]), axis=0
    )
    np.random.default_rng(1).shuffle(hashes)
    info = stored(tmp_path, algorithm, hashes)
    assert f"{algorithm}.parts" in info.manifest.files
    radius = RADIUS[width]
    matcher = Matcher([info], Radii(pdq=radius, phash=radius))
    for seed in range(12):
        near = moved(hashes[seed * 500 : seed * 500 + 8], radius - seed % 4, seed)
        expected: dict[int, tuple[int, str]] = {}
        for query, record, apart in plainly(hashes, near, radius):
            held = expected.get(record)
            if held is None or apart < held[0]:
                expected[record] = (apart, TRANSFORMS[query])
        given: dict[str, bytes | None] = {"pdq": None, "phash": None, algorithm: near.tobytes()}
        found = matcher.perceptual(given["pdq"], given["phash"])
        assert {m.record: (m.distance, m.transform) for m in found} == expected
        assert len(found) == len(expected) >= 8


def test_a_small_set_is_compared_and_a_large_one_indexed_and_both_search_as_one(
    tmp_path: Path,
) -> None:
    small, large = unrelated(50, 32, 1), unrelated(FEWEST, 32, 2)
    large[9] = small[3]
    infos = [stored(tmp_path, "pdq", small, "small"), stored(tmp_path, "pdq", large, "large")]
    assert "pdq.parts" not in infos[0].manifest.files
    found = Matcher(infos).perceptual(small[3].tobytes(), None)
    assert [(match.set, match.record, match.distance) for match in found] == [
        ("large", 9, 0),
        ("small", 3, 0),
    ]


def test_a_digest_in_records_of_several_meanings_is_found_in_all(tmp_path: Path) -> None:
    digest = "ab" * 20
    rows = [f"{digest},{category}" for category in range(40)]
    info = imported(tmp_path, "\n".join(["sha1,category", *rows])).info
    found = [
        match.record for match in Matcher([info]).digest(Algorithm.SHA1, bytes.fromhex(digest))
    ]
    assert found == list(range(40))


@pytest.mark.parametrize("lost", ["pdq.parts", "md5.buckets"])
def test_a_set_that_lost_its_index_is_refused_not_searched_short(tmp_path: Path, lost: str) -> None:
    algorithm, width = {"pdq.parts": ("pdq", 32), "md5.buckets": ("md5", 16)}[lost]
    info = stored(tmp_path, algorithm, unrelated(FEWEST, width, 2))
    (info.folder / lost).unlink()
    with pytest.raises(HashSetError, match=lost.replace(".", r"\.")):
        Matcher([info])
    assert Catalogue(tmp_path / "root").verify(info) == [f"{lost} is missing"]


def test_verifying_builds_the_index_again_and_compares(tmp_path: Path) -> None:
    info = stored(tmp_path, "pdq", unrelated(FEWEST, 32, 2))
    assert Catalogue(tmp_path / "root").verify(info) == []
    path = info.folder / "pdq.parts"
    data = bytearray(path.read_bytes())
    data[-1000] ^= 1
    path.write_bytes(data)
    assert Catalogue(tmp_path / "root").verify(info) == ["pdq.parts has changed"]
    forged = with_files(info, {**info.manifest.files, "pdq.parts": data_file(path)})
    assert Catalogue(tmp_path / "root").verify(forged) == ["pdq.parts does not lead to the hashes"]
    write_index(info.folder, Algorithm.PDQ)
    assert Catalogue(tmp_path / "root").verify(info) == []


def with_files(info: SetInfo, files: dict[str, DataFile]) -> SetInfo:
    manifest: Manifest = msgspec.structs.replace(info.manifest, files=files)
    write_manifest(info.folder, manifest)
    return SetInfo(folder=info.folder, manifest=manifest)

import hashlib
import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashsets.matching import Matcher, Radii
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.pipelines import cautions
from hashsets.records import DIGEST_BYTES, Algorithm, HashSetError
from hashsets.transforms import TRANSFORMS, transformed
from tests.hashsets.pictures import PHOTOGRAPHS, distance, opened, photograph, published
from tests.hashsets.stored import PROFILE, imported

MD5, SHA1, SHA256 = (hashlib.new(name, b"x") for name in ("md5", "sha1", "sha256"))
DIGESTS = {"md5": MD5.digest(), "sha1": SHA1.digest(), "sha256": SHA256.digest()}


def table(*rows: str, header: str = "md5,sha1,sha256,category") -> str:
    return "\n".join([header, *rows])


def test_a_record_is_matched_once_by_its_strongest_algorithm(tmp_path: Path) -> None:
    rows = (
        f"{MD5.hexdigest()},,,1",
        f",{SHA1.hexdigest()},,2",
        f"{MD5.hexdigest()},{SHA1.hexdigest()},{SHA256.hexdigest()},3",
    )
    matcher = Matcher([imported(tmp_path, table(*rows)).info])
    found = matcher.exact(**DIGESTS)
    assert [(match.record, match.algorithm, match.category) for match in found] == [
        (2, "sha256", 3),
        (1, "sha1", 2),
        (0, "md5", 1),
    ]
    assert {match.severity for match in found} == {"high"}


def test_a_file_that_is_in_no_set_matches_nothing(tmp_path: Path) -> None:
    matcher = Matcher([imported(tmp_path, table(f"{MD5.hexdigest()},,,1")).info])
    assert matcher.exact(bytes(16), bytes(20), bytes(32)) == []
    assert Matcher([]).exact(**DIGESTS) == []
    assert Matcher([]).perceptual(bytes(256), bytes(64)) == []


def test_several_sets_search_as_one_and_the_order_is_that_of_their_names(tmp_path: Path) -> None:
    infos = [
        imported(tmp_path, MD5.hexdigest(), name=name, disposition=disposition, version="1").info
        for name, disposition in (("b", "known"), ("a", "alert"), ("c", "ignore"))
    ]
    found = [Matcher(order).exact(**DIGESTS) for order in itertools.permutations(infos)]
    assert all(one == found[0] for one in found)
    assert [(match.set, match.disposition, match.severity) for match in found[0]] == [
        ("a", "alert", "high"),
        ("b", "known", "info"),
        ("c", "ignore", "info"),
    ]
    assert Matcher(infos).entries("md5") == 3
    assert Matcher(infos).entries("pdq") == 0


def test_the_profile_gives_label_and_severity(tmp_path: Path) -> None:
    rows = [f"{MD5.hexdigest()},{n},own" for n in (1, 2, 9)]
    info = imported(tmp_path, table(*rows, header="md5,category,label"), profile=PROFILE).info
    found = Matcher([info]).exact(**DIGESTS)
    assert [(match.category, match.label, match.severity) for match in found] == [
        (1, "First", "critical"),
        (2, "Second", "medium"),
        (9, "own", "high"),
    ]


def test_what_cannot_be_computed_is_counted_by_set(tmp_path: Path) -> None:
    text = f"md5,photodna\n{MD5.hexdigest()},AAAA\n,BBBB\n"
    info = imported(tmp_path, text, version="1").info
    assert Matcher([info]).not_computable() == {"unit@1": {"photodna": 2}}
    assert info.manifest.counts.unmatchable == 1


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_each_orientation_of_a_photograph_is_found_and_named(
    tmp_path: Path, name: str, transform: str
) -> None:
    rows = [perceptual_hashes(photograph(each)) for each in PHOTOGRAPHS]
    lines = [f"{row.pdq[:32].hex()},{row.phash[:8].hex()}" for row in rows]
    matcher = Matcher([imported(tmp_path, "\n".join(["pdq,phash", *lines])).info])
    image = photograph(name)
    undone = [transformed(np.asarray(plane), inverse(transform)) for plane in image.split()]
    query = perceptual_hashes(Image.fromarray(np.stack(undone, axis=2)))
    found = matcher.perceptual(query.pdq, query.phash)
    assert [(match.record, match.algorithm, match.transform) for match in found] == [
        (PHOTOGRAPHS.index(name), "pdq", transform),
        (PHOTOGRAPHS.index(name), "phash", transform),
    ]


def inverse(transform: str) -> str:
    grid = np.arange(9, dtype=np.float64).reshape(3, 3)
    return next(
        name
        for name in TRANSFORMS
        if np.array_equal(transformed(transformed(grid, name), transform), grid)
    )


def test_every_edit_of_the_bridge_is_found_from_the_originals_hash(tmp_path: Path) -> None:
    original = published("pdq", "bridge-mods", "aaa-orig.jpg")
    first = perceptual_hashes(opened(original))
    matcher = Matcher([imported(tmp_path, f"pdq\n{first.pdq[:32].hex()}").info])
    for path in sorted(original.parent.iterdir()):
        (match,) = matcher.perceptual(perceptual_hashes(opened(path)).pdq, None)
        assert match.transform == "none", path.name


def test_the_published_needles_are_found_as_a_plain_comparison_finds_them(tmp_path: Path) -> None:
    haystack = published("pdq", "haystack.txt").read_text().split()
    needles = published("pdq", "needles.txt").read_text().split()
    info = imported(tmp_path, "pdq\n" + "\n".join(haystack), pipeline="pdqhash").info
    matcher = Matcher([info])
    hay, found = [bytes.fromhex(text) for text in haystack], 0
    for needle in map(bytes.fromhex, needles):
        near = {text for text in hay if distance(needle, text) <= 31}
        matches = matcher.perceptual(needle, None)
        assert {hay[match.record] for match in matches} == near
        found += len(near)
    assert found


def test_a_symmetric_picture_is_found_by_the_first_listed_transform(tmp_path: Path) -> None:
    digest = bytes(range(32))
    matcher = Matcher([imported(tmp_path, f"pdq\n{digest.hex()}").info])
    other = bytes(255 - value for value in digest)
    (match,) = matcher.perceptual(other + other + digest * 6, None)
    assert (match.distance, match.transform) == (0, "rotate180")


def test_the_radius_is_the_last_distance_that_matches(tmp_path: Path) -> None:
    matcher = Matcher([imported(tmp_path, f"pdq\n{bytes(32).hex()}", pipeline="pdqhash").info])
    for reach, expected in ((31, [31]), (32, [])):
        query = ((1 << reach) - 1).to_bytes(32, "big")
        assert [match.distance for match in matcher.perceptual(query, None)] == expected


def test_a_record_with_several_hashes_is_matched_by_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    hashes = [{"HashName": "pdq", "HashValue": text} for text in ("00" * 32, "00" * 31 + "01")]
    value = f"[{{'Alternates': {hashes}, 'Category': 1}}]".replace("'", '"')
    context = '"@odata.context": "x/ProjectVic/2.0.xml/#Media"'
    info = imported(tmp_path, f'{{{context}, "value": {value}}}', profile=PROFILE).info
    (match,) = Matcher([info]).perceptual(bytes(31) + b"\x01", None)
    assert (match.record, match.distance) == (0, 0)


def test_a_set_whose_files_were_cut_short_is_refused(tmp_path: Path) -> None:
    info = imported(tmp_path, table(f"{MD5.hexdigest()},,,1")).info
    (info.folder / "md5.digests").write_bytes(b"")
    with pytest.raises(HashSetError, match="md5 digests"):
        Matcher([info])


Question = tuple[Algorithm, list[bytes], list[bytes], int]


# near one another, so that radii have something to decide
def clustered(width: int) -> st.SearchStrategy[bytes]:
    near = st.lists(st.integers(0, width * 8 - 1), max_size=12).map(
        lambda bits: sum(1 << bit for bit in set(bits)).to_bytes(width, "big")
    )
    return near | st.binary(min_size=width, max_size=width)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    algorithm = draw(st.sampled_from([Algorithm.PDQ, Algorithm.PHASH]))
    width = DIGEST_BYTES[algorithm]
    entries = draw(st.lists(clustered(width), min_size=1, max_size=25))
    query = draw(st.lists(clustered(width), min_size=1, max_size=8))
    radius = draw(st.integers(0, width * 8))
    return algorithm, entries, query, radius


def by_hand(entries: list[bytes], query: list[bytes], radius: int) -> list[tuple[int, int, str]]:
    """The matches in pure Python. A digest met again under the same meaning is one entry."""
    found = []
    for record, entry in enumerate(entries):
        best = min((distance(text, entry), place) for place, text in enumerate(query))
        if entry not in entries[:record] and best[0] <= radius:
            found.append((best[0], record, TRANSFORMS[best[1]]))
    return sorted(found)


@pytest.mark.parametrize(
    ("pipeline", "last"),
    [
        ("pdqhash 0.2.8", 31),
        ("pdq full luma", 31),
        (" PDQhash==0.2.8, imagehash 4.3 ", 31),
        ("ThreatExchange", 41),
        ("pdqhashing.cpp", 41),
        ("pdqhasher", 41),
        ("pdqhash, 512 x 512", 41),
        ("pdqhash after a resize", 41),
        ("pdqhash and another", 41),
        ("imagehash", 41),
        ("", 41),
    ],
)
def test_a_set_hashed_in_another_or_an_unknown_way_is_searched_ten_bits_wider(
    tmp_path: Path, pipeline: str, last: int
) -> None:
    rows = [((1 << bits) - 1).to_bytes(32, "big").hex() for bits in (31, 32, 41, 42)]
    info = imported(tmp_path, "\n".join(["pdq", *rows]), pipeline=pipeline).info
    assert max(match.distance for match in Matcher([info]).perceptual(bytes(32), None)) == last


@pytest.mark.parametrize(
    ("pipeline", "said"),
    [
        ("pdqhash", ["phash"]),
        ("imagehash", ["pdq"]),
        ("pdqhash 0.2.8 + imagehash 4.3.2", []),
        ("skerry", []),
        (None, ["pdq", "phash"]),
    ],
)
def test_a_set_that_may_not_be_comparable_is_warned_about(
    tmp_path: Path, pipeline: str | None, said: list[str]
) -> None:
    text = f"pdq,phash\n{bytes(32).hex()},{bytes(8).hex()}"
    info = imported(tmp_path, text, version="1", pipeline=pipeline).info
    found = cautions(info)
    assert [sentence.split(" hashes")[0].split()[-1] for sentence in found] == said
    assert all("set unit@1" in sentence and "may" in sentence for sentence in found)


def test_phash_is_never_searched_wider(tmp_path: Path) -> None:
    info = imported(tmp_path, "phash\n00000000000000ff\n00000000000001ff").info
    assert [match.record for match in Matcher([info]).perceptual(None, bytes(8))] == [0]


def test_whether_anything_is_near_is_asked_of_alert_sets_alone(tmp_path: Path) -> None:
    text = "phash\n00000000000003ff"
    alert = imported(tmp_path, text).info
    known = imported(tmp_path, text, name="known", disposition="known").info
    assert Matcher([alert]).anything_near(b"", bytes(16), Radii(phash=10))
    assert not Matcher([alert]).anything_near(b"", bytes(16), Radii(phash=9))
    assert Matcher([alert]).anything_near(b"", bytes(16) + b"\xff" * 8, Radii(phash=54))
    assert not Matcher([known]).anything_near(b"", bytes(16), Radii(phash=10))


@settings(max_examples=60, deadline=None)
@given(questions())
def test_perceptual_matching_equals_pure_python(question: Question) -> None:
    algorithm, entries, query, radius = question
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join([algorithm.value, *(entry.hex() for entry in entries)])
        info = imported(Path(folder), text, pipeline="pdqhash").info
        matcher = Matcher([info], Radii(pdq=radius, phash=radius))
        both: dict[str, bytes | None] = {
            "pdq": None,
            "phash": None,
            algorithm.value: b"".join(query),
        }
        found = [
            (m.distance, m.record, m.transform)
            for m in matcher.perceptual(both["pdq"], both["phash"])
        ]
    assert found == by_hand(entries, query, radius)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_exact_matching_equals_a_dictionary(data: st.DataObject) -> None:
    # few different bytes, so that digests share beginnings and endings, zero bytes among them
    digest = st.lists(st.sampled_from([0, 1, 255]), min_size=16, max_size=16).map(bytes)
    digest = digest | st.sampled_from([bytes(16), b"\0" * 15 + b"\1", b"\1" + b"\0" * 15])
    entries = data.draw(st.lists(st.tuples(digest, st.integers(0, 2)), min_size=1, max_size=30))
    lines = [f"{text.hex()},{category}" for text, category in entries]
    with tempfile.TemporaryDirectory() as folder:
        info = imported(Path(folder), "\n".join(["md5,category", *lines])).info
        matcher = Matcher([info])
        for sought in {text for text, _ in entries} | {data.draw(digest)}:
            expected: dict[int, int] = {}
            for record, (text, category) in enumerate(entries):
                if text == sought:
                    expected.setdefault(category, record)
            found = [(m.category, m.record) for m in matcher.digest(Algorithm.MD5, sought)]
            assert found == list(expected.items())

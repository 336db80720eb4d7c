"""Adding to a set: the same answers as importing all of it, without building all of it."""

from pathlib import Path

import numpy as np
import pytest

from hashsets.catalogue import Catalogue
from hashsets.index.perceptual import FEWEST
from hashsets.manifest import SetInfo
from hashsets.matching import Match, Matcher, Radii
from hashsets.opened import OpenSet
from hashsets.records import Algorithm, HashSetError
from tests.hashsets.index.corpora import Hashes, moved, unrelated
from tests.hashsets.stored import PROFILE, imported

Row = tuple[Hashes, Hashes, int, str]


def text(md5: Hashes, pdq: Hashes, category: int = 1, label: str = "") -> str:
    rows = zip(md5, pdq, strict=True)
    lines = [f"{bytes(one).hex()},{bytes(two).hex()},{category},{label}" for one, two in rows]
    return "\n".join(["md5,pdq,category,label", *lines]) + "\n"


def bare(matches: list[Match]) -> list[tuple[object, ...]]:
    return [(m.record, m.category, m.label, m.severity, m.distance, m.transform) for m in matches]


def answers(info: SetInfo, md5: Hashes, pdq: Hashes) -> list[object]:
    matcher = Matcher([info], Radii(pdq=31))
    exact = [bare(list(matcher.digest(Algorithm.MD5, bytes(one)))) for one in md5]
    return [exact, [bare(matcher.perceptual(bytes(one), None)) for one in pdq]]


def test_an_extended_set_answers_as_one_imported_whole(tmp_path: Path) -> None:
    md5, pdq = unrelated(FEWEST, 16, 1), unrelated(FEWEST, 32, 2)
    md5_more, pdq_more = unrelated(200, 16, 3), unrelated(200, 32, 4)
    pdq_more[:50] = moved(pdq[:50], 9, 5)
    # the same again, and the same with another meaning
    md5_more[:20], pdq_more[:20] = md5[:20], pdq[:20]
    first, second = text(md5, pdq), text(md5_more, pdq_more)
    third = text(md5[:30], pdq[:30], 2, "other")
    whole = first + "".join(part.split("\n", 1)[1] for part in (second, third))
    full = imported(tmp_path, whole, "whole").info
    imported(tmp_path, first, "grown", version="1")
    imported(tmp_path, second, "grown", version="2", extends="grown@1")
    grown = imported(tmp_path, third, "grown", version="3", extends="grown@2").info
    asked = np.concatenate([md5[:60], md5_more[:60]]), np.concatenate([pdq[:60], pdq_more[:60]])
    assert answers(grown, *asked) == answers(full, *asked)
    one, other = full.manifest.counts, grown.manifest.counts
    assert (one.records, one.entries, one.duplicates) == (
        other.records,
        other.entries,
        other.duplicates,
    )
    assert Catalogue(tmp_path / "root").verify(grown) == []


def test_a_batch_of_digests_is_found_with_every_record(tmp_path: Path) -> None:
    rows = unrelated(300, 16, 1)
    parts = [
        "\n".join(["md5,category", *(f"{bytes(row).hex()},{n % 2}" for n, row in enumerate(some))])
        for some in (rows, np.repeat(rows[:40], 2, axis=0))
    ]
    infos = [imported(tmp_path, parts[0], "g", version="0").info]
    infos.append(imported(tmp_path, parts[1], "g", version="1", extends="g").info)
    asked = np.concatenate([rows[::-1], unrelated(50, 16, 2)])
    for info in infos:
        opened = OpenSet(info)
        table = opened.table(Algorithm.MD5)
        assert table is not None
        queries, records = table.find_many(asked.tobytes())
        expected = [
            (number, record)
            for number, row in enumerate(asked)
            for record in opened.find(Algorithm.MD5, bytes(row))
        ]
        assert list(zip(queries.tolist(), records.tolist(), strict=True)) == expected
        assert len(expected) == info.manifest.counts.entries[Algorithm.MD5]


def test_adding_a_little_links_the_rest(tmp_path: Path) -> None:
    md5, pdq = unrelated(FEWEST, 16, 1), unrelated(FEWEST, 32, 2)
    old = imported(tmp_path, text(md5, pdq), "grown", version="1").info
    more = text(unrelated(100, 16, 3), unrelated(100, 32, 4))
    new = imported(tmp_path, more, "grown", version="2", extends="grown").info
    for name in ("md5.digests", "md5.buckets", "pdq.digests", "pdq.parts", "pdq.records"):
        assert (old.folder / name).samefile(new.folder / name)
    assert (new.folder / "pdq-1.digests").stat().st_size == 3200
    assert new.manifest.extends == "grown@1"
    assert [source.name for source in new.manifest.sources] == ["grown-0.txt", "grown-2.txt"]


def test_what_is_extended_lives_on_without_its_beginning(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "root")
    old = imported(tmp_path, "ab" * 16, "grown", version="1").info
    new = imported(tmp_path, "cd" * 16, "grown", version="2", extends="grown").info
    catalogue.remove(old)
    assert catalogue.verify(new) == []
    found = Matcher([new]).digest(Algorithm.MD5, bytes.fromhex("ab" * 16))
    assert [match.record for match in found] == [0]


def test_a_set_added_to_every_day_keeps_few_segments(tmp_path: Path) -> None:
    rows = unrelated(400, 16, 1)
    imported(tmp_path, "\n".join(bytes(row).hex() for row in rows[:300]), "g", version="0")
    for day in range(1, 26):
        some = "\n".join(bytes(row).hex() for row in rows[296 + 4 * day : 300 + 4 * day])
        info = imported(tmp_path, some, "g", version=str(day), extends="g").info
    segments = list(info.folder.glob("md5*.digests"))
    assert 1 < len(segments) <= 8
    matcher = Matcher([info])
    found = [[m.record for m in matcher.digest(Algorithm.MD5, bytes(row))] for row in rows]
    assert found == [[number] for number in range(400)]


def test_adding_only_what_is_there_already_adds_nothing(tmp_path: Path) -> None:
    imported(tmp_path, "ab" * 16, "g", version="1")
    report = imported(tmp_path, "ab" * 16 + "\n\n", "g", version="2", extends="g")
    counts = report.counts
    assert (counts.records, counts.entries, counts.duplicates) == (2, {"md5": 1}, {"md5": 1})
    assert [path.name for path in report.info.folder.glob("md5-*")] == []


def test_an_algorithm_may_come_or_stay_away_in_what_is_added(tmp_path: Path) -> None:
    imported(tmp_path, "md5,label\n" + "ab" * 16 + ",one", "g", version="1")
    imported(tmp_path, "sha1,size\n" + "cd" * 20 + ",7", "g", version="2", extends="g")
    info = imported(tmp_path, "md5,series\n" + "ef" * 16 + ",s", "g", version="3", extends="g").info
    matcher = Matcher([info])
    asked = ((Algorithm.MD5, "ab" * 16), (Algorithm.SHA1, "cd" * 20), (Algorithm.MD5, "ef" * 16))
    found = [bare(list(matcher.digest(kind, bytes.fromhex(text)))) for kind, text in asked]
    assert [(one[0], one[2]) for (one,) in found] == [(0, "one"), (1, None), (2, None)]


def test_a_segment_that_was_lost_is_noticed(tmp_path: Path) -> None:
    imported(tmp_path, "\n".join(f"{n:032x}" for n in range(9)), "g", version="1")
    info = imported(tmp_path, "ab" * 16, "g", version="2", extends="g").info
    (info.folder / "md5-1.digests").unlink()
    with pytest.raises(HashSetError, match="not 10 as recorded"):
        Matcher([info])


@pytest.mark.parametrize(
    ("asked", "what"),
    [({"disposition": "known"}, "disposition"), ({"profile": PROFILE}, "category profile")],
)
def test_what_is_added_means_what_the_set_means(
    tmp_path: Path, asked: dict[str, object], what: str
) -> None:
    imported(tmp_path, "ab" * 16, "g", version="1")
    with pytest.raises(HashSetError, match=f"g@1 has another {what}"):
        imported(tmp_path, "cd" * 16, "g", version="2", extends="g", **asked)


def test_the_pipeline_of_what_is_added_is_that_of_the_set(tmp_path: Path) -> None:
    imported(tmp_path, "pdq\n" + "ab" * 32, "g", version="1", pipeline="a")
    with pytest.raises(HashSetError, match="g@1 has another pipeline"):
        imported(tmp_path, "pdq\n" + "cd" * 32, "g", version="2", extends="g", pipeline="b")
    info = imported(tmp_path, "pdq\n" + "cd" * 32, "g", version="2", extends="g").info
    assert info.manifest.pipeline == "a"


def test_the_same_file_is_not_added_twice(tmp_path: Path) -> None:
    imported(tmp_path, "ab" * 16, "g", version="1")
    with pytest.raises(HashSetError, match=r"g@1 holds g-2.txt already"):
        imported(tmp_path, "ab" * 16, "g", version="2", extends="g")


def test_what_the_older_version_says_is_found_however_few_are_looked_up_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hashsets.extending.TOGETHER", 2)
    known = [f"{number:032x}" for number in range(7)]
    imported(tmp_path, "\n".join(known), "g", version="1")
    more = "\n".join([*known, "ff" * 16])
    report = imported(tmp_path, more, "g", version="2", extends="g")
    assert report.counts.entries == {"md5": 8}
    assert report.counts.duplicates == {"md5": 7}

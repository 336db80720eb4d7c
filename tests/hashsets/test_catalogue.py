import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from hashsets.catalogue import Catalogue, ImportReport
from hashsets.matching import Matcher
from hashsets.records import Algorithm, HashSetError
from tests.hashsets.stored import PROFILE, imported, order

ONE = hashlib.md5(b"one").hexdigest()
TWO = hashlib.md5(b"two").hexdigest()
EMPTY = hashlib.md5(b"").hexdigest()
VICS = {
    "@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
}


def vics(*media: object) -> str:
    return json.dumps({**VICS, "value": media})


def test_an_imported_set_says_where_it_came_from_and_what_it_holds(tmp_path: Path) -> None:
    report = imported(tmp_path, f"{ONE}\n{TWO}\n", version="2026-11")
    manifest = Catalogue(tmp_path / "root").find("unit").manifest
    assert manifest == report.info.manifest
    assert (manifest.name, manifest.version, manifest.disposition) == ("unit", "2026-11", "alert")
    assert manifest.imported_by == "tester"
    assert manifest.imported_at.endswith("+00:00")
    assert manifest.counts.entries == {"md5": 2}
    (source,) = manifest.sources
    assert source.sha256 == hashlib.sha256(f"{ONE}\n{TWO}\n".encode()).hexdigest()
    assert (source.name, source.size, source.format) == ("unit-0.txt", 66, "plain")
    assert manifest.pipeline is None


def test_the_newest_import_is_found_unless_a_version_is_named(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="b")
    imported(tmp_path, TWO, version="a")
    catalogue = Catalogue(tmp_path / "root")
    assert catalogue.find("unit").version == "a"
    assert catalogue.find("unit@b").version == "b"
    assert [info.version for info in catalogue.sets()] == ["b", "a"]


def test_a_set_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="1")
    for title in ("other", "unit@2"):
        with pytest.raises(HashSetError, match=f"no hash set '{title}'; stored: unit@1"):
            Catalogue(tmp_path / "root").find(title)


def test_an_empty_catalogue_holds_no_sets(tmp_path: Path) -> None:
    assert Catalogue(tmp_path / "nowhere").sets() == []


def test_the_same_version_twice_is_refused_and_says_whether_the_content_is_the_same(
    tmp_path: Path,
) -> None:
    imported(tmp_path, ONE, version="1")
    with pytest.raises(HashSetError, match="unit@1 is already stored, with other content"):
        imported(tmp_path, TWO, version="1")
    with pytest.raises(HashSetError, match="unit@1 is already stored, with the same content"):
        imported(tmp_path, ONE, version="1")


def test_without_a_version_the_content_gives_one(tmp_path: Path) -> None:
    first = imported(tmp_path / "here", ONE).info.version
    assert imported(tmp_path / "there", ONE, name="elsewhere").info.version == first
    with pytest.raises(HashSetError, match="the same content"):
        imported(tmp_path / "here", ONE)


def test_the_same_content_under_another_name_is_said_plainly(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="1")
    assert imported(tmp_path, ONE, name="again").same_as == ("unit@1",)
    assert imported(tmp_path, TWO, name="new").same_as == ()


def test_the_same_file_given_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ONE)
    with pytest.raises(HashSetError, match=r"a\.txt and b\.txt are the same file"):
        Catalogue(tmp_path / "root").import_set([tmp_path / "a.txt", tmp_path / "b.txt"], order())


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a/b", "a@b", "x" * 65, "a\n"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HashSetError, match="cannot be a hash set's name"):
        Catalogue(tmp_path).import_set([written(tmp_path)], order(name))


def written(folder: Path, text: str = ONE) -> Path:
    path = folder / "list.txt"
    path.write_text(text)
    return path


def test_digests_of_the_empty_file_are_refused_as_alerts_and_kept_as_known(tmp_path: Path) -> None:
    alert = imported(tmp_path, f"{EMPTY}\n{ONE}\n")
    assert alert.counts.entries == {"md5": 1}
    assert alert.counts.refused == {"md5": 1}
    known = imported(tmp_path, f"{EMPTY}\n{ONE}\n", name="known", disposition="known")
    assert known.counts.entries == {"md5": 2}
    assert known.counts.refused == {}


def test_a_set_that_could_match_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="nothing in unit can be matched"):
        imported(tmp_path, EMPTY)
    text = vics({"MediaID": 1, "Category": 1, "PhotoDNA": "AAAA"})
    with pytest.raises(HashSetError, match="nothing in photo can be matched"):
        imported(tmp_path, text, name="photo", profile=PROFILE)
    assert Catalogue(tmp_path / "root").sets() == []


def test_a_digest_met_again_is_counted_and_kept_only_where_it_says_something_new(
    tmp_path: Path,
) -> None:
    table = f"md5,category\n{ONE},1\n{ONE},1\n{TWO},1\n{ONE},2\n{ONE},1\n"
    report = imported(tmp_path, table)
    assert report.counts.records == 5
    assert report.counts.duplicates == {"md5": 2}
    matcher = Matcher([report.info])
    found = matcher.digest(Algorithm.MD5, bytes.fromhex(ONE))
    assert [(match.record, match.category) for match in found] == [(0, 1), (3, 2)]


def test_a_vics_set_is_not_loaded_without_a_profile_nor_ever_as_known(tmp_path: Path) -> None:
    text = vics({"MediaID": 1, "Category": 1, "MD5": ONE})
    with pytest.raises(HashSetError, match="needs a category profile"):
        imported(tmp_path, text)
    with pytest.raises(HashSetError, match="never loaded as known"):
        imported(tmp_path, text, disposition="known", profile=PROFILE)
    assert imported(tmp_path, text, profile=PROFILE).counts.entries == {"md5": 1}


def test_categories_that_are_not_alertable_are_stored_but_not_matched(tmp_path: Path) -> None:
    digests = [hashlib.md5(bytes([number])).hexdigest() for number in range(4)]
    media = [
        {"MediaID": place, "Category": category, "MD5": digest}
        for place, (category, digest) in enumerate(zip((0, 1, 7, None), digests, strict=True))
    ]
    report = imported(tmp_path, vics(*media), profile=PROFILE)
    assert report.counts.not_alertable == 1
    assert report.counts.unlisted == {"7": 1, "none": 1}
    matcher = Matcher([report.info])
    found = [list(matcher.digest(Algorithm.MD5, bytes.fromhex(digest))) for digest in digests]
    assert found[0] == []
    assert [(m.category, m.label, m.severity) for (m,) in found[1:]] == [
        (1, "First", "critical"),
        (7, None, "high"),
        (None, None, "high"),
    ]


def test_bad_records_are_counted_with_positions_and_the_rest_is_kept(tmp_path: Path) -> None:
    lines = [ONE, "nonsense", TWO, TWO[:-1]]
    report = imported(tmp_path, "\n".join(lines))
    assert report.counts.entries == {"md5": 2}
    assert report.counts.bad == 2
    assert [(bad.file, bad.position) for bad in report.bad] == [
        ("unit-0.txt", "line 2"),
        ("unit-0.txt", "line 4"),
    ]


def test_of_many_bad_records_the_first_hundred_are_shown_and_all_counted(tmp_path: Path) -> None:
    report = imported(tmp_path, "\n".join([ONE, *["nonsense"] * 250]))
    assert (report.counts.bad, len(report.bad)) == (250, 100)


def test_a_truncated_file_makes_an_incomplete_set_and_says_so(tmp_path: Path) -> None:
    text = vics({"MediaID": 1, "Category": 1, "MD5": ONE}, {"MediaID": 2, "MD5": TWO})
    report = imported(tmp_path, text[:-20], profile=PROFILE)
    assert report.counts.entries == {"md5": 1}
    assert "truncated" in (report.info.manifest.incomplete or "")
    assert "value[0]" in (report.info.manifest.incomplete or "")


def test_64_hex_digits_are_never_guessed_at(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(HashSetError, match=r"line 2: 64 hex digits may be SHA-256 or PDQ"):
        imported(tmp_path, f"{ONE}\n{digest}\n")
    assert imported(tmp_path, digest, algorithm="sha256").counts.entries == {"sha256": 1}
    assert imported(tmp_path, f"PDQ\n{digest}", name="p").counts.entries == {"pdq": 1}


def test_a_perceptual_set_records_its_pipeline_or_that_it_is_unknown(tmp_path: Path) -> None:
    digest = "0123456789abcdef" * 4
    assert imported(tmp_path, f"pdq\n{digest}").info.manifest.pipeline == "unknown"
    told = imported(tmp_path, f"pdq\n{digest}", name="told", pipeline="pdqhash 0.2.8")
    assert told.info.manifest.pipeline == "pdqhash 0.2.8"


def test_a_file_in_no_known_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="no hash-set format"):
        imported(tmp_path, "hello\n")
    with pytest.raises(HashSetError, match="no hash-set format 'odd'"):
        imported(tmp_path, ONE, format="odd")


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match=r"cannot read gone\.txt: No such file"):
        Catalogue(tmp_path / "root").import_set([tmp_path / "gone.txt"], order())


def test_several_files_make_one_set_with_running_record_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    (tmp_path / "b.csv").write_text(f"md5,category\n{TWO},4\n")
    catalogue = Catalogue(tmp_path / "root")
    report = catalogue.import_set([tmp_path / "a.txt", tmp_path / "b.csv"], order())
    (match,) = Matcher([report.info]).digest(Algorithm.MD5, bytes.fromhex(TWO))
    assert (match.record, match.category, match.severity) == (1, 4, "high")


def test_removing_a_set_leaves_the_others_and_open_matchers_alone(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="1")
    newer = imported(tmp_path, TWO, version="2").info
    catalogue = Catalogue(tmp_path / "root")
    matcher = Matcher([newer])
    catalogue.remove(newer)
    assert [info.title for info in catalogue.sets()] == ["unit@1"]
    assert list(matcher.digest(Algorithm.MD5, bytes.fromhex(TWO)))
    catalogue.remove(catalogue.find("unit"))
    assert [path.name for path in (tmp_path / "root").iterdir()] == [".lock"]


def test_verify_finds_every_kind_of_change(tmp_path: Path) -> None:
    info = imported(tmp_path, f"{ONE}  name\n{TWO}  name\n").info
    catalogue = Catalogue(tmp_path / "root")
    assert catalogue.verify(info) == []
    (info.folder / "extra").write_text("")
    (info.folder / "raw.text").unlink()
    digests = info.folder / "md5.digests"
    digests.write_bytes(b"\0" + digests.read_bytes()[1:])
    assert catalogue.verify(info) == [
        "raw.text is missing",
        "extra is not the set's",
        "md5.digests has changed",
    ]


def test_an_import_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(HashSetError):
        imported(tmp_path, "md5,sha256\n" + "x,y\n" * 3)
    assert [path.name for path in (tmp_path / "root").iterdir()] == [".lock"]


def test_what_a_killed_import_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "root" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "md5.digests").write_bytes(b"half")
    imported(tmp_path, ONE, version="1")
    assert sorted(path.name for path in (tmp_path / "root").iterdir()) == [".lock", "unit"]


def test_imports_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    def one(number: int) -> ImportReport:
        return imported(tmp_path / str(number), ONE, name=f"set{number}")

    for number in range(8):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "root").symlink_to(tmp_path / "root")
    (tmp_path / "root").mkdir()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(8)))
    sets = Catalogue(tmp_path / "root").sets()
    assert [info.manifest.sequence for info in sets] == list(range(1, 9))


def test_a_set_of_another_layout_is_refused_not_misread(tmp_path: Path) -> None:
    info = imported(tmp_path, ONE, version="1").info
    manifest = msgspec.structs.replace(info.manifest, layout=99)
    (info.folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(HashSetError, match="unit@1 was stored in layout 99"):
        Catalogue(tmp_path / "root").sets()


def test_the_digest_of_a_set_is_of_its_content_not_of_when_it_came(tmp_path: Path) -> None:
    first = imported(tmp_path / "a", ONE, version="1").info
    second = imported(tmp_path / "b", ONE, version="1", importer="another").info
    third = imported(tmp_path / "c", ONE, version="1", disposition="known").info
    assert first.digest == second.digest != third.digest

"""Sets from other services' files, from import to match."""

from pathlib import Path

import pytest

from hashsets.catalogue import Catalogue, ImportReport
from hashsets.formats.mapped import Mapped
from hashsets.formats.mapping import Mapping, read_mapping
from hashsets.matching import Matcher
from hashsets.records import Algorithm, HashSetError
from tests.hashsets.formats.test_ncmec import DELETED, IMAGE, MD5, answer
from tests.hashsets.formats.test_threatexchange import page, update
from tests.hashsets.stored import PROFILE, imported, order
from tests.skerry_command import Skerry

ICSE_HEADER = (
    "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;"
    "Series name;Number of submissions;File Available;Media Type;Baseline"
)
CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
VICS = f'{{"@odata.context":"{CONTEXT}","value":[{{"MediaID":1,"Category":1,"MD5":"{MD5}"}}]}}'
OTHER = "0d" * 16
MAPPING = 'mapping = "desk"\nversion = "2"\ndelimiter = ";"\n[digests]\nmd5 = "Fingerabdruck"\n'


def matches(report: ImportReport, md5: str) -> int:
    return len(list(Matcher([report.info]).digest(Algorithm.MD5, bytes.fromhex(md5))))


def test_an_answer_of_ncmec_is_imported_and_matched(tmp_path: Path) -> None:
    report = imported(tmp_path, answer(IMAGE))
    assert report.info.manifest.sources[0].format == "ncmec"
    assert report.counts.not_computable == {"photodna": 1, "tmk+pdqf": 1}
    assert matches(report, MD5) == 1


def test_a_withdrawn_entry_is_not_matched_and_the_withdrawal_is_counted(tmp_path: Path) -> None:
    gone = DELETED.replace("43", "42").replace("video4", "image1")
    kept = IMAGE.replace(MD5, OTHER).replace("image1", "image2")
    report = imported(tmp_path, answer(IMAGE + kept, gone))
    assert (matches(report, MD5), matches(report, OTHER)) == (0, 1)
    assert report.counts.withdrawn == 1


def test_an_entry_of_ncmec_given_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    report = imported(tmp_path, answer(IMAGE + IMAGE.replace(MD5, OTHER)))
    assert (matches(report, MD5), matches(report, OTHER)) == (0, 1)
    assert (report.counts.records, report.counts.renewed) == (1, 1)


def test_an_update_of_threatexchange_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    first, then = update("HASH_MD5", MD5, id="1"), update("HASH_MD5", OTHER, id="1")
    report = imported(tmp_path, page(first, then, update("HASH_MD5", MD5, id="2")))
    assert (matches(report, MD5), matches(report, OTHER)) == (1, 1)
    assert (report.counts.records, report.counts.renewed) == (2, 1)


def test_what_a_source_calls_harmless_is_stored_but_raises_no_alert(tmp_path: Path) -> None:
    harmless = update("HASH_MD5", MD5, "NON_MALICIOUS", id="1")
    report = imported(tmp_path, page(harmless, update("HASH_MD5", OTHER, id="2")))
    assert (matches(report, MD5), matches(report, OTHER)) == (0, 1)
    assert (report.counts.records, report.counts.not_alertable) == (2, 1)


@pytest.mark.parametrize(
    "text",
    [
        answer(IMAGE),
        page(update("HASH_MD5", MD5, id="1")),
        f"{ICSE_HEADER}\n{MD5};;;7;1;0;0;A series;3;1;Image;1\n",
        VICS,
    ],
    ids=["ncmec", "threatexchange", "icse", "vics"],
)
def test_reported_material_is_never_known_and_is_ignored_only_by_express_order(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(HashSetError, match="never loaded as known"):
        imported(tmp_path, text, disposition="known", profile=PROFILE, ignore_reported=True)
    with pytest.raises(HashSetError, match="say --ignore-reported"):
        imported(tmp_path, text, disposition="ignore")
    report = imported(tmp_path, text, disposition="ignore", ignore_reported=True)
    assert matches(report, MD5) == 1
    assert imported(tmp_path, text, "alerts", profile=PROFILE).info.disposition == "alert"


def mapping(folder: Path) -> Mapping:
    path = folder / "desk.toml"
    path.write_text(MAPPING)
    return read_mapping(path)


def test_a_mapped_list_is_imported_and_its_mapping_named_in_the_provenance(tmp_path: Path) -> None:
    text = f"Fingerabdruck;Notiz\n{MD5};x\n"
    report = imported(tmp_path / "here", text, mapping=mapping(tmp_path))
    named = report.info.manifest.sources[0].format
    assert named.startswith("mapped by desk version 2 (")
    assert matches(report, MD5) == 1
    other = MAPPING.replace("[digests]", '[columns]\nlabel = "Notiz"\n[digests]')
    (tmp_path / "desk.toml").write_text(other)
    changed = read_mapping(tmp_path / "desk.toml")
    assert Mapped(changed).name.startswith("mapped by desk version 2 (")
    assert Mapped(changed).name != named


def test_a_mapping_and_a_format_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("x")
    ordered = order(mapping=mapping(tmp_path), format="plain")
    with pytest.raises(HashSetError, match="they cannot be plain as well"):
        Catalogue(tmp_path / "root").import_set([tmp_path / "list"], ordered)


def test_the_command_takes_a_mapping(tmp_path: Path) -> None:
    mapping(tmp_path)
    (tmp_path / "list").write_text(f"Fingerabdruck;Notiz\n{MD5};x\n")
    meant = ("--name", "desk", "--disposition", "alert", "--mapping", tmp_path / "desk.toml")
    done = Skerry(tmp_path / "home")("hashsets", "import", tmp_path / "list", *meant)
    assert "1 records, 1 md5" in done.stdout

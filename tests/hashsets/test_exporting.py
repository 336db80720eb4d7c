import csv
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.assertions import stored_records
from hashsets.catalogue import Catalogue, ImportReport
from hashsets.exporting import export_set
from hashsets.formats import csv_table, vics
from hashsets.formats.csv_writing import csv_lines
from hashsets.formats.mapping import Columns, Mapping
from hashsets.formats.vics_writing import vics_lines
from hashsets.records import DIGEST_BYTES, Algorithm, HashRecord, HashSetError
from tests.hashsets.formats.reading import digests, read
from tests.hashsets.pictures import published
from tests.hashsets.stored import PROFILE, imported, order

ONE = hashlib.md5(b"one").hexdigest()
CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
MEDIA = [
    {
        "MediaID": 7,
        "Category": 2,
        "MD5": ONE.upper(),
        "Odd": {"a": [1, "é"]},
        "IsDistributed": "true",
    },
    {"MediaID": 8, "Category": None, "MD5": ONE.upper(), "PhotoDNA": "A" * 192},
    {"MediaID": 9, "Category": 0, "SHA1": "0B" * 20, "MediaFiles": [{"FileName": "x"}]},
]


def vics_set(folder: Path) -> ImportReport:
    text = json.dumps({"@odata.context": CONTEXT, "value": MEDIA})
    return imported(folder, text, profile=PROFILE, version="1")


def test_iped_takes_the_export_for_a_hash_set_by_its_first_key_and_value(tmp_path: Path) -> None:
    export_set(vics_set(tmp_path).info, "vics", tmp_path / "out.json")
    text = (tmp_path / "out.json").read_text("utf-8")
    assert text.startswith(
        '{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/'
        'Default/$metadata#Media","value":['
    )


def test_what_came_as_vics_leaves_as_it_came_unknown_keys_and_all(tmp_path: Path) -> None:
    export_set(vics_set(tmp_path).info, "vics", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["value"] == MEDIA


def test_the_published_sample_survives_import_and_export(tmp_path: Path) -> None:
    data = published("hashsets", "example-VIC-data.json")
    ignored = order(disposition="ignore", ignore_reported=True)
    report = Catalogue(tmp_path / "root").import_set([data], ignored)
    export_set(report.info, "vics", tmp_path / "out.json")
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["value"] == json.loads(data.read_text("utf-8-sig"))["value"]


def test_a_record_that_is_kept_but_not_matched_is_exported_too(tmp_path: Path) -> None:
    info = vics_set(tmp_path).info
    assert info.manifest.counts.not_alertable == 1
    assert len(list(stored_records(info))) == 3


RECORDS = st.lists(
    st.builds(
        HashRecord,
        position=st.just("x"),
        digests=st.lists(
            st.sampled_from(list(Algorithm)).flatmap(
                lambda name: st.tuples(
                    st.just(name),
                    st.binary(min_size=DIGEST_BYTES[name], max_size=DIGEST_BYTES[name]),
                )
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda digest: digest[0],
        ).map(tuple),
        category=st.none() | st.integers(-5, 5),
        series=st.none() | st.text("abc =+-@\"'é,", min_size=1, max_size=5).filter(str.strip),
        size=st.none() | st.integers(0, 2**40),
        raw=st.none() | st.text(min_size=1, max_size=8).filter(lambda text: "\r" not in text),
    ),
    min_size=1,
    max_size=6,
)


def named(records: list[HashRecord]) -> list[object]:
    return [(sorted(one.digests), one.category, one.size) for one in records]


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_a_vics_export_is_read_back(records: list[HashRecord]) -> None:
    back, bad = read(vics, "".join(vics_lines(records)))
    assert named(back) == named(records)
    assert [one.series for one in back] == [one.series for one in records]
    assert bad == []


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_a_table_export_is_read_back(records: list[HashRecord]) -> None:
    back, bad = read(csv_table, "".join(csv_lines(records)))
    assert named(back) == named(records)
    assert bad == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    record = HashRecord(
        position="x", digests=((Algorithm.MD5, bytes(16)),), label=text, series=text, raw=text
    )
    header, row = csv.reader(csv_lines([record]))
    told = dict(zip(header, row, strict=True))
    assert {told[name] for name in ("label", "series", "raw")} == {"'" + text}


def test_two_digests_of_one_algorithm_take_two_rows() -> None:
    both = tuple((Algorithm.PDQ, bytes([n]) * 32) for n in (1, 2))
    back, _ = read(csv_table, "".join(csv_lines([HashRecord(position="x", digests=both)])))
    assert digests(back) == [("pdq", "01" * 32), ("pdq", "02" * 32)]


def test_an_export_never_overwrites_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    info = vics_set(tmp_path).info
    target = tmp_path / "out.json"
    target.write_text("precious")
    for kind in ("vics", "csv", "kdb"):
        with pytest.raises(HashSetError, match="exists already"):
            export_set(info, kind, target)
    (info.folder / "assertions.msgpack").write_bytes(b"\x05\0\0\0\xc1")
    with pytest.raises(HashSetError, match="damaged"):
        export_set(info, "vics", tmp_path / "other.json")
    assert not (tmp_path / "other.json").exists()
    assert not (tmp_path / "other.json.part").exists()


@pytest.mark.skipif(shutil.which("hfind") is None, reason="the Sleuth Kit is absent")
def test_the_sleuth_kit_finds_what_a_kdb_export_holds(tmp_path: Path) -> None:
    export_set(vics_set(tmp_path).info, "kdb", tmp_path / "out.kdb")
    said = subprocess.check_output(["hfind", tmp_path / "out.kdb", ONE], text=True)
    assert ONE in said.lower()
    assert "not found" not in said.lower()


def exported(folder: Path, report: ImportReport, kind: str) -> tuple[str, dict[str, int]]:
    counts = export_set(report.info, kind, folder / f"out.{kind}")
    return (folder / f"out.{kind}").read_text("utf-8", "replace"), counts


EMPTY = hashlib.md5().hexdigest()


@pytest.mark.parametrize(("kind", "left_out"), [("vics", 1), ("csv", 1), ("kdb", 1)])
def test_no_export_of_an_alert_set_has_the_digest_of_the_empty_file(
    tmp_path: Path, kind: str, left_out: int
) -> None:
    report = imported(tmp_path, f"{EMPTY}\n{ONE}\n")
    text, counts = exported(tmp_path, report, kind)
    assert counts == {"records": 1, "left_out": left_out, "raising_no_alert": 0}
    assert EMPTY not in text.lower()


def test_a_set_of_known_files_is_exported_with_it(tmp_path: Path) -> None:
    report = imported(tmp_path, f"{EMPTY}\n{ONE}\n", disposition="known")
    assert EMPTY in exported(tmp_path, report, "csv")[0]


def test_records_that_raise_no_alert_are_counted_in_an_export(tmp_path: Path) -> None:
    assert exported(tmp_path, vics_set(tmp_path), "kdb")[1]["raising_no_alert"] == 1


def test_text_that_only_resembles_a_media_object_is_not_written_for_one(tmp_path: Path) -> None:
    mapping = Mapping(
        mapping="m",
        version="1",
        layout="json",
        digests={Algorithm.MD5: "md5"},
        columns=Columns(category="Grade"),
    )
    text = json.dumps([{"md5": ONE, "Grade": 3}, {"md5": ONE, "Category": 4}])
    (tmp_path / "list.json").write_text(text)
    report = Catalogue(tmp_path / "root").import_set(
        [tmp_path / "list.json"], order(mapping=mapping)
    )
    back, _ = read(vics, exported(tmp_path, report, "vics")[0])
    assert [(one.category, digests([one])) for one in back] == [
        (3, [("md5", ONE)]),
        (None, [("md5", ONE)]),
    ]


def test_what_a_table_calls_its_records_survives_a_round_trip() -> None:
    record = HashRecord(position="x", digests=((Algorithm.MD5, bytes(16)),), identity="A-7")
    (back,), _ = read(csv_table, "".join(csv_lines([record])))
    assert back.identity == "A-7"

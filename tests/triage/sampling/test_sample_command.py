import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite

from examples import ext4
from tests.hashsets.blocks.making import SIZE, content
from tests.skerry_command import Skerry
from tests.triage.little_phone import write_image

pytestmark = pytest.mark.slow

MIB = 1 << 20
KNOWN = content(1, 32)


def planted(image: Path, at: int, what: bytes = KNOWN) -> Path:
    """The image with content where its file system has none listed."""
    with image.open("r+b") as file:
        file.seek(at)
        file.write(what)
    return image


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An ext4 image with known content in its unallocated space."""
    image = write_image(tmp_path)
    return planted(image, image.stat().st_size - 64 * SIZE)


@pytest.fixture
def blocks(tmp_path: Path, skerry: Skerry) -> Skerry:
    """The command, with a set of the known content's blocks."""
    (tmp_path / "known").write_bytes(KNOWN)
    skerry("hashsets", "blocks", tmp_path / "known", "--name", "pieces", "--disposition", "alert")
    return skerry


def sampled(skerry: Skerry, image: Path, exam: Path, *words: str | Path) -> list[dict[str, Any]]:
    asked = ("--miss-bytes", "64KiB", "--seed", "5", "--format", "jsonl", *words)
    done = skerry("triage", "sample", image, "--exam", exam, *asked)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_fragment_in_unallocated_space_is_found_and_traced(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    said, *hits = sampled(blocks, image, tmp_path / "exam")
    assert said["complete"]
    assert 0.99 <= said["probability"] < 0.9999
    assert said["drawn"] < said["blocks"]
    assert "65,536 bytes in a row" in said["statement"]
    assert hits
    for hit in hits:
        place = hit["offset"] - (image.stat().st_size - 64 * SIZE)
        assert place == hit["index"] * SIZE == hit["file_offset"]
        assert (hit["label"], hit["set"], hit["blocks_of_file"]) == ("known", "pieces", 32)
        assert hit["status"] == "unverified"
        assert f"block {hit['index'] + 1} of 32 of known file known" in hit["explanation"]
    tally = said["tally"]
    assert sum(tally[kind] for kind in tally if kind != "suppressed") == said["drawn"]


def test_a_list_of_findings_never_hides_what_a_scan_met_or_what_was_not_reached(
    blocks: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    sampled(blocks, image, exam, "--miss-bytes", "16KiB")
    listed = blocks("triage", "findings", exam)
    assert "0 findings" in listed.stdout
    assert "blocks of known files, which are not among the findings" in listed.stderr
    assert "not finished" in listed.stderr
    blocks("triage", "run", image, "--exam", exam)
    assert "not finished" not in blocks("triage", "findings", exam).stderr


def test_the_same_scan_again_reads_nothing_and_says_the_same(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    exam = tmp_path / "exam"
    first = sampled(blocks, image, exam)
    before = exam.read_bytes()
    again = blocks(
        *("triage", "sample", image, "--exam", exam, "--miss-bytes", "64KiB"),
        *("--format", "jsonl"),
    )
    assert [json.loads(line) for line in again.stdout.splitlines()] == first
    assert exam.read_bytes() == before


def test_another_examination_draws_the_same_blocks_by_the_same_seed(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    one, *first = sampled(blocks, image, tmp_path / "one")
    two, *second = sampled(blocks, image, tmp_path / "two")
    assert first == second
    assert one["tally"] == two["tally"]


def test_to_certainty_reads_every_block_and_finds_all(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    said, *hits = sampled(blocks, image, tmp_path / "exam", "--to-certainty")
    assert said["every_block_read"]
    assert said["probability"] == 1.0
    assert [hit["index"] for hit in hits] == list(range(32))


@pytest.mark.parametrize("stage", ["sample:1", "commit:3", "sample:2"])
def test_a_scan_that_is_killed_goes_on_to_the_same_result(
    tmp_path: Path, blocks: Skerry, image: Path, stage: str
) -> None:
    words = ("triage", "sample", image, "--exam", tmp_path / "killed", "--miss-bytes", "64KiB")
    seed = ("--seed", "5", "--to-certainty")
    killed = blocks(*words, *seed, check=False, SKERRY_CRASH_AFTER=stage)
    assert killed.returncode == -9
    again = sampled(blocks, image, tmp_path / "killed", "--to-certainty")
    whole = sampled(blocks, image, tmp_path / "whole", "--to-certainty")
    times = ("started", "ended")
    assert again[1:] == whole[1:]
    assert {k: v for k, v in again[0].items() if k not in times} == {
        k: v for k, v in whole[0].items() if k not in times
    }


def test_an_examination_is_the_same_whether_or_not_it_was_sampled(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    sampled(blocks, image, tmp_path / "sampled")
    for exam in ("sampled", "plain"):
        blocks("triage", "run", image, "--exam", tmp_path / exam)
    after = tmp_path / "after"
    shutil.copy(tmp_path / "plain", after)
    sampled(blocks, image, after)
    outputs = {blocks.outputs(tmp_path / exam) for exam in ("sampled", "plain", "after")}
    assert len(outputs) == 1
    verified = blocks("triage", "verify", after, image)
    assert "BAD" not in verified.stdout
    done = blocks("triage", "run", image, "--exam", after)
    assert "nothing has changed" in done.stdout


def test_an_image_of_ciphertext_gets_no_percentage(tmp_path: Path, blocks: Skerry) -> None:
    image = tmp_path / "encrypted.img"
    image.write_bytes(random.Random(3).randbytes(8 * MIB))
    said = sampled(blocks, image, tmp_path / "exam")[0]
    assert said["probability"] is None
    assert "no file system is recognised" in said["statement"]
    done = blocks("triage", "sample", image, "--exam", tmp_path / "exam", "--miss-bytes", "64KiB")
    assert done.returncode == 3
    assert "No probability is given" in done.stdout


def test_a_luks_partition_gets_none_and_a_luks_disk_is_not_even_read(
    tmp_path: Path, blocks: Skerry
) -> None:
    header = b"LUKS\xba\xbe\x00\x02" + random.Random(4).randbytes(4 * MIB)
    disk = tmp_path / "disk.img"
    disk.write_bytes(header)
    said = sampled(blocks, disk, tmp_path / "disk.exam")[0]
    assert (said["probability"], said["drawn"]) == (None, 0)
    assert "LUKS encrypted disk" in said["statement"]
    table = bytearray(MIB)
    table[446:462] = (
        bytes([0, 0, 0, 0, 0x83, 0, 0, 0])
        + (2048).to_bytes(4, "little")
        + (len(header) // 512).to_bytes(4, "little")
    )
    table[510:512] = b"\x55\xaa"
    partitioned = tmp_path / "partitioned.img"
    partitioned.write_bytes(bytes(table) + header[: len(header) // 512 * 512])
    said = sampled(blocks, partitioned, tmp_path / "part.exam")[0]
    assert said["probability"] is None
    assert said["tally"]["ciphertext"] > 0
    assert "encryption is recorded" in said["statement"]


def test_ciphertext_in_a_volume_with_file_encryption_gets_none(
    tmp_path: Path, blocks: Skerry
) -> None:
    image = tmp_path / "userdata.img"
    subprocess.run(
        ["mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-O", "encrypt", str(image), "32M"],
        check=True,
        capture_output=True,
    )
    planted(image, 8 * MIB, random.Random(9).randbytes(20 * MIB))
    said = sampled(blocks, image, tmp_path / "exam")[0]
    assert said["probability"] is None
    assert said["tally"]["ciphertext"] > said["tally"]["open"]


def test_media_in_a_file_system_without_encryption_are_no_reason_for_silence(
    tmp_path: Path, blocks: Skerry
) -> None:
    image = tmp_path / "stick.img"
    ext4.format_image(image, 32 * MIB)
    planted(image, 8 * MIB, random.Random(9).randbytes(20 * MIB))
    said = sampled(blocks, image, tmp_path / "exam")[0]
    assert said["tally"]["stored"] > said["tally"]["open"]
    assert said["probability"] is not None


def test_an_e01_is_sampled_as_its_medium(tmp_path: Path, blocks: Skerry, image: Path) -> None:
    if not shutil.which("ewfacquire"):
        pytest.skip("no ewfacquire")
    subprocess.run(
        ["ewfacquire", "-u", "-q", "-t", str(tmp_path / "acquired"), str(image)],
        check=True,
        capture_output=True,
    )
    raw = sampled(blocks, image, tmp_path / "raw.exam", "--to-certainty")
    e01 = sampled(blocks, tmp_path / "acquired.E01", tmp_path / "e01.exam", "--to-certainty")
    assert [hit["offset"] for hit in raw[1:]] == [hit["offset"] for hit in e01[1:]]
    assert raw[0]["tally"] == e01[0]["tally"]


def test_a_folder_and_an_archive_have_no_blocks(tmp_path: Path, blocks: Skerry) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a").write_bytes(b"x")
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "tree")
    for source, what in ((tmp_path / "tree", "a folder"), (Path(archive), "a zip archive")):
        done = blocks("triage", "sample", source, "--exam", tmp_path / "exam", check=False)
        assert done.returncode == 1
        assert what in done.stderr
    assert not (tmp_path / "exam").exists()


def test_other_sources_than_the_examinations_are_refused(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    sampled(blocks, image, tmp_path / "exam")
    other = tmp_path / "other.img"
    other.write_bytes(bytes(8 * MIB))
    done = blocks("triage", "sample", other, "--exam", tmp_path / "exam", check=False)
    assert done.returncode == 1
    assert "other sources" in done.stderr


def test_what_a_scan_cannot_be_is_refused_in_one_line(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    exam = ("--exam", tmp_path / "exam")
    small = blocks("triage", "sample", image, *exam, "--miss-bytes", "4096", check=False)
    assert small.returncode == 2
    assert "at least 8191" in small.stderr
    large = blocks("triage", "sample", image, *exam, "--miss-bytes", "1GiB", check=False)
    assert large.returncode == 2
    evidence = blocks("triage", "sample", image, "--exam", image, check=False)
    assert evidence.returncode == 1
    assert "is evidence" in evidence.stderr
    (tmp_path / "case.toml").write_text(
        'exhibit = "E"\npower = "p"\nofficer = "o"\nowner = "w"\ndata = ["messages"]\n'
    )
    narrow = blocks("triage", "sample", image, *exam, "--case", tmp_path / "case.toml", check=False)
    assert narrow.returncode == 1
    assert "does not cover media" in narrow.stderr


def test_without_a_set_of_blocks_there_is_nothing_to_look_for(
    tmp_path: Path, skerry: Skerry, image: Path
) -> None:
    done = skerry("triage", "sample", image, "--exam", tmp_path / "exam", check=False)
    assert done.returncode == 1
    assert "skerry hashsets blocks" in done.stderr


def test_the_report_gives_the_statement_and_the_hits(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    said, *hits = sampled(blocks, image, tmp_path / "exam")
    out = tmp_path / "report"
    blocks("triage", "report", tmp_path / "exam", "--out", out)
    page = (out / "report.html").read_text("utf-8")
    assert said["statement"] in page
    assert f"{hits[0]['offset']:,}" in page
    assert hits[0]["explanation"] in page
    assert "Examination NOT FINISHED" in page


def test_a_hit_that_was_taken_away_fails_the_verification(
    tmp_path: Path, blocks: Skerry, image: Path
) -> None:
    exam = tmp_path / "exam"
    sampled(blocks, image, exam)
    assert "BAD" not in blocks("triage", "verify", exam).stdout
    connection = sqlite.connect(exam)
    connection.execute("DELETE FROM sample_hits")
    connection.commit()
    connection.close()
    done = blocks("triage", "verify", exam, check=False)
    assert "BAD: fast scan 1 is not what it was" in done.stdout

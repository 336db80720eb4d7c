"""Content made to break whoever opens it, examined by the command as any other."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.skerry_command import Skerry
from tests.triage.archives.building import overlapping_bomb, quoted_bomb, tarred, zipped
from tests.triage.little_phone import picture
from tests.triage.sources.test_hostile_images import cyclic_fat12
from tests.triage.test_damaged_copies import assert_sound

MIB = 1 << 20


def nested(levels: int) -> bytes:
    """A zip in a zip in a zip …, a picture beside each."""
    body = zipped([("picture.jpg", picture(0))])
    for level in range(1, levels):
        body = zipped([("inner.zip", body), ("picture.jpg", picture(level))])
    return body


def of_itself() -> bytes:
    """Each level holds sixteen copies of the next, as 42.zip does."""
    body = zipped([("zeros", bytes(4 * MIB))])
    for _ in range(6):
        body = zipped([(f"{number}.zip", body) for number in range(16)])
    return body


def write_many(path: Path, number: int) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for member in range(number):
            archive.writestr(f"{member}", b"")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("hostile") / "home")


def examined(command: Skerry, evidence: Path, exam: Path) -> dict[str, dict[str, object]]:
    done = command("triage", "run", evidence, "--exam", exam, "--workers", "2", check=False)
    assert done.returncode in (0, 3), done.stderr
    assert_sound(command, exam)
    return {line["path"]: line for line in command.lines("files", exam)}


@pytest.fixture(scope="module")
def archives(command: Skerry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An examination of archives that were made to hurt, and one picture that was not."""
    folder = tmp_path_factory.mktemp("archives")
    evidence = folder / "evidence"
    evidence.mkdir()
    bodies = {
        "nested.zip": nested(9),
        "itself.zip": of_itself(),
        "overlapping.zip": overlapping_bomb(bytes(100_000), 500),
        "quoted.zip": quoted_bomb(bytes(100_000), 200),
        "zeros.zip": zipped([("zeros", bytes(80 * MIB))]),
        "zeros.tgz": tarred([("zeros", bytes(80 * MIB))], "w:gz"),
        "plain.jpg": picture(77),
    }
    for name, body in bodies.items():
        (evidence / name).write_bytes(body)
    exam = folder / "x.exam"
    examined(command, evidence, exam)
    return exam


@pytest.mark.slow
def test_archives_made_to_hurt_cost_themselves_only(command: Skerry, archives: Path) -> None:
    files = {line["path"]: line for line in command.lines("files", archives)}
    assert files["/plain.jpg"]["state"] == "done"
    assert files["/quoted.zip>>199"]["md5"]
    for name in ("nested", "itself", "overlapping", "quoted", "zeros"):
        assert files[f"/{name}.zip"]["md5"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nested.zip", "limit-depth"),
        ("itself.zip", "limit-depth"),
        ("overlapping.zip", "damaged"),
        ("quoted.zip", "damaged"),
        ("zeros.zip", "limit-ratio"),
        ("zeros.tgz", "limit-ratio"),
    ],
)
def test_what_of_an_archive_is_not_opened_is_a_gap(
    command: Skerry, archives: Path, name: str, reason: str
) -> None:
    told = {gap["reason"] for gap in command.lines("gaps", archives) if name in gap["path"]}
    assert reason in told


@pytest.mark.slow
def test_a_zip_of_more_members_than_sixteen_bits_count_is_examined_whole(
    command: Skerry, tmp_path: Path
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    write_many(evidence / "many.zip", 65_540)
    files = examined(command, evidence, tmp_path / "x.exam")
    assert len(files) == 65_541
    assert {line["state"] for line in files.values()} == {"done"}


@pytest.mark.slow
def test_a_file_system_that_contains_itself_ends(command: Skerry, tmp_path: Path) -> None:
    image = tmp_path / "cyclic.img"
    image.write_bytes(cyclic_fat12())
    files = examined(command, image, tmp_path / "x.exam")
    assert files["/F.TXT"]["state"] == "done"
    assert "listing-loop" in {gap["reason"] for gap in command.lines("gaps", tmp_path / "x.exam")}


@pytest.mark.slow
def test_malformed_pictures_end_as_results_or_gaps_the_same_every_time(
    command: Skerry, shared: Path, tmp_path: Path
) -> None:
    evidence = Path(shutil.copytree(shared / "malformed", tmp_path / "evidence"))
    exams = [tmp_path / f"{number}.exam" for number in range(2)]
    for number, exam in enumerate(exams):
        words = ("--exam", exam, "--workers", str(number + 1))
        done = command("triage", "run", evidence, *words, check=False)
        assert done.returncode == 3, done.stderr
        assert_sound(command, exam)
    assert command.outputs(exams[0]) == command.outputs(exams[1])

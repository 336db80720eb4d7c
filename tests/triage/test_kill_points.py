"""Kill -9 of any process at any moment, a hundred times over: the results stay the same bytes."""

import hashlib
import random
import signal
import time
from pathlib import Path

import pytest

from examples import ext4
from tests.skerry_command import Skerry
from tests.triage.carving.samples import samples, saved
from tests.triage.killing import draw, run_killed
from tests.triage.little_phone import picture, write_folder
from triage.exam.connection import open_for_reading
from triage.listing import json_lines
from triage.sealing import LISTINGS

KILLS = 13
"""How often the runs of one seed are killed."""

KNOWN = random.Random(6).randbytes(1 << 16)
"""A file of no format that is carved."""

ENDS = {0, 1, 3, -signal.SIGKILL}
"""What a run can end with: done, the zygote gone, done with gaps, killed itself."""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    """Sets of pictures and of blocks, that hold some of what is on the image."""
    folder = tmp_path_factory.mktemp("kills")
    command = Skerry(folder / "home")
    hashes = folder / "some.sha256"
    wanted = [picture(2), picture(30), picture(42), saved("JPEG", 5)]
    hashes.write_text("".join(f"{hashlib.sha256(body).hexdigest()}\n" for body in wanted))
    words = ("--name", "some", "--disposition", "alert", "--algorithm", "sha256")
    command("hashsets", "import", hashes, *words)
    known = folder / "known.bin"
    known.write_bytes(KNOWN)
    command("hashsets", "blocks", known, "--name", "pieces", "--disposition", "alert")
    return command


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ordinary files, archives in archives, files deleted in two ways, and a piece of a known one.

    The files deleted as Linux does leave no name to follow, so that only carving finds them.
    """
    folder = tmp_path_factory.mktemp("evidence")
    tree = write_folder(folder / "tree")
    for number in range(120):
        (tree / f"system/etc/{number:03}.xml").write_bytes(b"<a n='%d'/>" % number)
    gone = {"/a.jpg": saved("JPEG", 5), "/b.zip": samples()["zip, stored"][1]}
    gone["/c.bin"] = KNOWN[4096:]
    for name, body in gone.items():
        (tree / name[1:]).write_bytes(body)
    image = folder / "kills.img"
    ext4.format_image(image, 16 << 20)
    ext4.edit(image, ext4.copy_folder(tree, times=False))
    ext4.delete(image, ["/DCIM/Camera/IMG_0003.jpg"])
    ext4.delete_as_a_kernel_does(image, gone)
    return image


def outputs(exam: Path) -> bytes:
    """The listings, as the commands print them."""
    connection = open_for_reading(exam)
    try:
        return b"".join(
            line for lines in LISTINGS.values() for line in json_lines(lines(connection))
        )
    finally:
        connection.close()


class Whole:
    """What an uninterrupted run gives, and how long it takes here."""

    def __init__(self, command: Skerry, image: Path, exam: Path) -> None:
        began = time.monotonic()
        command("triage", "run", image, "--exam", exam, "--workers", "2")
        self.seconds = time.monotonic() - began
        self.outputs = outputs(exam)
        self.origins = {line["origin"] for line in command.lines("files", exam)}
        self.kinds = {line["kind"] for line in command.lines("findings", exam)}


@pytest.fixture(scope="module")
def whole(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return Whole(command, image, tmp_path_factory.mktemp("whole") / "x.exam")


@pytest.mark.slow
def test_what_is_killed_holds_every_kind_of_entry_and_finding(whole: Whole) -> None:
    assert whole.origins == {"file", "deleted", "carved", "member"}
    assert whole.kinds == {"exact", "block"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_hundred_kills_of_any_process_at_any_moment_change_no_byte(
    command: Skerry, image: Path, whole: Whole, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    words = ("--workers", str(1 + seed % 2))
    exams = 0
    exam = tmp_path / "0.exam"
    for _ in range(KILLS):
        kill = draw(chance, whole.seconds)
        code = run_killed(command, kill, "triage", "run", image, "--exam", exam, *words)
        assert code in ENDS, kill
        if code == 3:  # only a worker was killed, or the moment came after the end
            assert outputs(exam) == whole.outputs, kill
            exams += 1
            exam = tmp_path / f"{exams}.exam"
    command("triage", "run", image, "--exam", exam, *words)
    assert outputs(exam) == whole.outputs
    assert command("triage", "verify", exam, image).returncode == 0

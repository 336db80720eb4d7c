"""The demonstration finds what its phone was built to hold, and nothing else."""

import json
import os
import subprocess
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from examples.run_demo import PARTLY_DONE, builder_digest, command, demonstrate
from tests.examples.conftest import need

pytestmark = pytest.mark.slow

Row = dict[str, Any]
LISTINGS = ("files", "findings", "gaps")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("mke2fs")
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demonstrate(folder)
    return folder


def listed(demo: Path, what: str) -> list[Row]:
    words = command(["triage", what, str(demo / "phone.exam"), "--format", "jsonl"])
    home = {**os.environ, "SKERRY_HOME": str(demo / "home")}
    done = subprocess.run(words, env=home, capture_output=True, check=False, text=True)
    assert done.returncode in (0, PARTLY_DONE), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def truth(demo: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((demo / "truth.json").read_text("utf-8"))
    return told


def by_path(rows: list[Row], key: str) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["path"] is not None:
            found[row["path"]].add(row[key])
    return {path: sorted(values) for path, values in found.items()}


def test_everything_planted_is_found_and_nothing_else(demo: Path) -> None:
    found = [row for row in listed(demo, "findings") if row["severity"] != "info"]
    assert by_path(found, "kind") == {**truth(demo)["findings"], **truth(demo)["carved"]}


def test_every_finding_is_unverified_and_explained(demo: Path) -> None:
    for row in listed(demo, "findings"):
        assert row["status"] == "unverified"
        assert row["explanation"]


def test_what_could_not_be_seen_is_told_with_its_reason(demo: Path) -> None:
    told = {path: [reason] for path, reason in truth(demo)["gaps"].items()}
    assert by_path(listed(demo, "gaps"), "reason") == told


def test_the_deleted_picture_is_found_by_its_recovered_content(demo: Path) -> None:
    deleted = truth(demo)["deleted"]
    rows = {row["path"]: row for row in listed(demo, "files") if row["path"] in deleted}
    assert {path: row["origin"] for path, row in rows.items()} == dict.fromkeys(deleted, "deleted")
    states = {deleted[path]: row["sha256"] is not None for path, row in rows.items()}
    assert states == {"recoverable": True, "gone": False}


def test_known_files_are_counted_as_known(demo: Path) -> None:
    known = {r["path"]: r["disposition"] for r in listed(demo, "files") if r["disposition"]}
    assert {path: how for path, how in known.items() if how != "alert"} == truth(demo)[
        "dispositions"
    ]


def test_a_picture_under_a_false_extension_is_pointed_out(demo: Path) -> None:
    mismatched = [row["path"] for row in listed(demo, "files") if row["extension_mismatch"]]
    assert mismatched == truth(demo)["mismatched"]


def test_every_file_built_is_listed_once(demo: Path) -> None:
    paths = [row["path"] for row in listed(demo, "files")]
    planted = truth(demo)["paths"]
    assert sorted(path for path in paths if path in planted) == planted


def test_a_second_demonstration_changes_nothing(
    demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    image = sha256((demo / "phone.img").read_bytes()).digest()
    before = [listed(demo, what) for what in LISTINGS]
    capfd.readouterr()
    assert demonstrate(demo).is_file()
    assert "nothing has changed" in capfd.readouterr().out
    assert sha256((demo / "phone.img").read_bytes()).digest() == image
    assert [listed(demo, what) for what in LISTINGS] == before


def test_evidence_results_and_report_hold_together(demo: Path) -> None:
    words = command(["triage", "verify", str(demo / "phone.exam"), str(demo / "phone.img")])
    home = {**os.environ, "SKERRY_HOME": str(demo / "home")}
    done = subprocess.run(words, env=home, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stamp_is_that_of_the_builder(demo: Path) -> None:
    assert (demo / ".prepared").read_text("ascii") == builder_digest()

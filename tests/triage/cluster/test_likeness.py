"""Two machines work on one examination only where they would give the same results."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from hashsets.catalogue import Catalogue
from triage.authority import Authority
from triage.cluster.likeness import likeness, objection
from triage.cluster.messages import Likeness, SourceLikeness
from triage.jobs import WorkerPlan
from triage.opened import OpenSources

HERE = Likeness(
    release="1",
    code="ab",
    tools={"numpy": "2"},
    sources=(SourceLikeness(label="phone.img", kind="raw", content="cd"),),
    sets={"some@1": "ef"},
    rules={"a.yar": "01"},
)


def test_the_same_machine_is_not_objected_to() -> None:
    assert objection(HERE, HERE) is None


@pytest.mark.parametrize(
    ("there", "names"),
    [
        (replace(HERE, release="2"), "another Skerry"),
        (replace(HERE, code="other"), "another Skerry"),
        (replace(HERE, tools={"numpy": "3"}), "numpy 3, not 2"),
        (replace(HERE, sources=(replace(HERE.sources[0], content="x"),)), "phone.img"),
        (replace(HERE, sets={"some@1": "other"}), "some@1"),
        (replace(HERE, rules={}), "a.yar"),
    ],
)
def test_whatever_differs_is_named(there: Likeness, names: str) -> None:
    assert names in (objection(HERE, there) or "")


def found(path: Path) -> Likeness:
    plan = WorkerPlan(sources=(), authority=Authority(), hashsets_root="")
    with OpenSources([path]) as sources:
        return likeness(plan, Catalogue(path.parent / "sets"), sources)


def test_an_image_with_one_other_byte_at_its_end_is_other_evidence(tmp_path: Path) -> None:
    image = tmp_path / "x.img"
    image.write_bytes(bytes(1 << 21))
    before = found(image)
    assert found(image) == before
    with image.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
    assert "x.img is not the same" in (objection(before, found(image)) or "")


@pytest.mark.parametrize("change", ["grow", "add", "remove", "kind"])
def test_a_folder_that_holds_something_else_is_other_evidence(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_bytes(b"a")
    (folder / "b").write_bytes(b"b")
    before = found(folder)
    match change:
        case "grow":
            (folder / "a").write_bytes(b"aa")
        case "add":
            (folder / "c").touch()
        case "remove":
            (folder / "b").unlink()
        case "kind":
            (folder / "b").unlink()
            (folder / "b").symlink_to("a")
    assert found(folder) != before

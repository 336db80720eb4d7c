import hashlib
import json
from pathlib import Path

import pytest

from hashsets.telling import import_lines, printable
from tests.hashsets.stored import PROFILE, imported
from tests.skerry_command import Skerry

ONE, TWO = (hashlib.md5(text).hexdigest() for text in (b"one", b"two"))
EMPTY = hashlib.md5().hexdigest()


def test_categories_on_which_the_profile_is_silent_are_said(tmp_path: Path) -> None:
    report = imported(tmp_path, f"md5,category\n{ONE},7\n{TWO},\n", profile=PROFILE)
    lines = list(import_lines(report))
    assert "  1 records of category 7, on which the profile is silent" in lines
    assert "  1 records of category none, on which the profile is silent" in lines


def test_refused_digests_of_the_empty_file_are_called_that(tmp_path: Path) -> None:
    report = imported(tmp_path, f"{ONE}\n{EMPTY}\n")
    assert "  1 md5 of the empty file, refused as an alert" in list(import_lines(report))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\x1b[31mred\nline", r"\x1b[31mred\nline"),
        ("a\u202eb\x00", r"a\u202eb\x00"),
        ("Größe 7", "Größe 7"),
    ],
)
def test_nothing_that_a_source_wrote_is_a_command_to_the_terminal(text: str, told: str) -> None:
    assert printable(text) == told


def set_of(skerry: Skerry, folder: Path, label: str) -> None:
    (folder / "list.csv").write_text(f'md5,label\n{ONE},"{label}"\nnonsense,x\n', "utf-8")
    words = ("import", folder / "list.csv", "--name", "unit", "--disposition", "alert", "--json")
    done = skerry("hashsets", *words, check=False)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (told["counts"]["records"], told["counts"]["bad"], told["same_as"]) == (1, 1, [])


def test_a_lookup_shows_a_label_as_text_and_says_of_each_query_that_it_is_nowhere(
    skerry: Skerry, tmp_path: Path
) -> None:
    set_of(skerry, tmp_path, "\x1b[31mred\nline")
    first, second = skerry("hashsets", "lookup", ONE, TWO).stdout.splitlines()
    assert first.endswith(r"\x1b[31mred\nline")
    assert second == f"{TWO}  not in any of 1 sets"


def test_a_lookup_where_there_is_no_set_says_so(skerry: Skerry) -> None:
    done = skerry("hashsets", "lookup", ONE, "--format", "jsonl")
    assert (done.stdout, done.returncode) == ("", 0)
    assert "no hash set is stored that may be matched" in done.stderr


def test_an_update_without_a_fault_ends_well_whatever_its_base_had(
    skerry: Skerry, tmp_path: Path
) -> None:
    set_of(skerry, tmp_path, "x")
    (tmp_path / "more.csv").write_text(f"md5,label\n{TWO},y\n")
    words = ("--name", "unit", "--disposition", "alert", "--onto", "unit")
    assert skerry("hashsets", "import", tmp_path / "more.csv", *words).returncode == 0

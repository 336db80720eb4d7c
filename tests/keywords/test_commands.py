"""The commands, as their user gives them."""

import json
from pathlib import Path

import pytest

from keywords.installed import find, install
from keywords.records import LibraryError
from tests.keywords.test_library import one, written
from tests.skerry_command import Skerry


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    return written(tmp_path, one("any: [burner phone, vault]", "match: [burner phone, vault]"))


@pytest.fixture
def skerry(tmp_path: Path) -> Skerry:
    return Skerry(tmp_path / "home")


def test_check_says_what_is_good(skerry: Skerry, unit: Path) -> None:
    assert skerry("keywords", "check", unit).stdout == "good: unit@1.10, 1 terms, 0 warnings\n"


def test_check_fails_where_an_example_does(skerry: Skerry, tmp_path: Path) -> None:
    path = written(tmp_path, one("any: [burner]", "match: [a, b]"))
    done = skerry("keywords", "check", path, "--json", check=False)
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["errors"]) == 2
    assert "2 errors" in done.stderr


def test_test_shows_each_hit_with_its_line(skerry: Skerry, unit: Path, tmp_path: Path) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text("nothing\nthe BURNER\nph0ne \x1b[2J vault\n", "utf-8")
    said = skerry("keywords", "test", unit, "--on", chat).stdout.splitlines()
    assert said == [r"2:5,3:12  low  c  unit/a  BURNER\nph0ne | vault", "1 hits"]
    (line,) = skerry("keywords", "test", unit, "--on", chat, "--json").stdout.splitlines()
    assert json.loads(line)["spans"] == [[-7, 5], [11, 16]]


def test_list_shows_what_is_shipped_and_installed(skerry: Skerry, unit: Path) -> None:
    skerry("keywords", "install", unit)
    entries = json.loads(skerry("keywords", "list", "--json").stdout)
    assert [one["library"] for one in entries if not one["shipped"]] == ["unit"]
    assert "crisis" in [one["library"] for one in entries if one["shipped"]]
    assert "unit@1.10  installed  1 terms  sha256 " in skerry("keywords", "list").stdout
    assert skerry("keywords", "check", "unit@1.10").returncode == 0


def test_a_file_in_the_home_that_is_no_library_is_shown_as_such(skerry: Skerry) -> None:
    folder = skerry.home / "keywords"
    folder.mkdir(parents=True)
    (folder / "bad@1.yaml").write_text("x: y", "utf-8")
    done = skerry("keywords", "list")
    assert done.returncode == 3
    assert "bad@1  installed  REFUSED" in done.stdout


def test_a_version_is_never_changed_once_installed(tmp_path: Path) -> None:
    install(tmp_path, written(tmp_path, one("any: [burner]")))
    install(tmp_path, written(tmp_path, one("any: [burner]")))
    with pytest.raises(LibraryError, match="needs a new version"):
        install(tmp_path, written(tmp_path, one("any: [burner, other]")))


def test_a_bare_name_means_the_highest_version(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.2"):
        head = f"library: crisis\nversion: {version}\nlanguage: en\nterms:\n"
        install(tmp_path, written(tmp_path, one("any: [burner]"), head))
    assert find(tmp_path, "crisis").name == "crisis@1.10.yaml"
    assert find(tmp_path, "crisis@1.0.0").name == "crisis.yaml"
    with pytest.raises(LibraryError, match="neither a file nor installed"):
        find(tmp_path, "crisis@3")

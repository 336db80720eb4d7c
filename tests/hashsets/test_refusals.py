import hashlib
import os
from pathlib import Path

import pytest

from hashsets.catalogue import Catalogue
from hashsets.records import HashSetError
from tests.hashsets.stored import PROFILE, imported, order

ONE, TWO = (hashlib.md5(text).hexdigest() for text in (b"one", b"two"))


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match=r"unit-0\.txt is empty"):
        imported(tmp_path, "")


def test_an_unknown_table_is_refused_with_the_way_to_read_it(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="read with --mapping FILE"):
        imported(tmp_path, f"{ONE},1\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("md5,category\n", "it holds no record"),
        ("photodna\nAAAA\n", "none of its 1 records has a hash that Skerry can match"),
        (f"sha1;md5\n{ONE};{'0b' * 20}\n", "32 hex digits, as in md5, where sha1 has 40"),
    ],
)
def test_a_set_that_can_match_nothing_says_why(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(HashSetError, match="nothing in unit can be matched") as raised:
        imported(tmp_path, text, format="csv")
    assert why in str(raised.value)


def test_a_pipe_is_refused_before_anything_is_taken_from_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list")
    with pytest.raises(HashSetError, match="list is a folder, a pipe or a device"):
        Catalogue(tmp_path / "root").import_set([tmp_path / "list"], order())


def test_a_file_that_changes_while_it_is_read_is_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"{ONE}\n" * 20_000)

    def grow(file: Path, read: int, records: int) -> None:
        del read, records
        with file.open("a") as more:
            more.write(f"{TWO}\n")

    catalogue = Catalogue(tmp_path / "root")
    with pytest.raises(HashSetError, match=r"list\.txt changed while it was read"):
        catalogue.import_set([path], order(), grow)
    assert catalogue.stored() == []


def test_a_file_that_another_set_holds_among_others_is_said(tmp_path: Path) -> None:
    for name, digest in (("a.txt", ONE), ("b.txt", TWO)):
        (tmp_path / name).write_text(digest)
    catalogue = Catalogue(tmp_path / "root")
    catalogue.import_set([tmp_path / "a.txt", tmp_path / "b.txt"], order("both", version="1"))
    report = catalogue.import_set([tmp_path / "b.txt"], order("one"))
    assert (report.same_as, report.also_in) == ((), ("b.txt is in both@1 too",))


def test_what_an_update_takes_over_is_not_said_to_be_stored_already(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="1")
    report = imported(tmp_path, TWO, version="2", extends="unit@1")
    assert (report.same_as, report.also_in) == ((), ())


def test_an_unsigned_profile_is_not_taken_over_against_the_policy(tmp_path: Path) -> None:
    imported(tmp_path, ONE, version="1", profile=PROFILE)
    (tmp_path / "policy.toml").write_text("[hashsets]\nrequire_signed_profiles = true\n")
    with pytest.raises(HashSetError, match="example@1 is not signed"):
        imported(tmp_path, TWO, version="2", extends="unit@1")

from pathlib import Path

import pytest

from hashsets.approvals import FOLDER
from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from hashsets.records import HashSetError
from tests.hashsets.stored import order

POLICY = "[hashsets]\nrequire_approval = true\n[triage]\nrequire_case = true\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "policy.toml").write_text(POLICY)
    return Catalogue(tmp_path / "hashsets")


def stored(catalogue: Catalogue, folder: Path, version: str = "1", digest: str = "0a") -> SetInfo:
    path = folder / f"{version}.txt"
    path.write_text(digest * 16)
    return catalogue.import_set([path], order(version=version, importer="first")).info


def test_a_set_is_stored_but_not_used_until_another_person_approves_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    info = stored(catalogue, tmp_path)
    assert catalogue.sets() == []
    assert [held.title for held in catalogue.stored()] == ["unit@1"]
    with pytest.raises(HashSetError, match="unit@1 awaits approval by a second person"):
        catalogue.find("unit")
    approval = catalogue.approve(info, "second")
    assert (approval.approved_by, approval.set) == ("second", "unit@1")
    assert catalogue.find("unit").title == "unit@1"
    assert catalogue.approval(info) == approval


def test_nobody_approves_their_own_import_nor_twice(catalogue: Catalogue, tmp_path: Path) -> None:
    info = stored(catalogue, tmp_path)
    with pytest.raises(HashSetError, match="first imported unit@1: another person"):
        catalogue.approve(info, "first")
    with pytest.raises(HashSetError, match="must be said"):
        catalogue.approve(info, " ")
    catalogue.approve(info, "second")
    with pytest.raises(HashSetError, match="was approved by second"):
        catalogue.approve(info, "third")


def test_until_a_new_version_is_approved_the_last_approved_one_serves(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.approve(stored(catalogue, tmp_path), "second")
    newer = stored(catalogue, tmp_path, "2", "0b")
    assert catalogue.find("unit").version == "1"
    catalogue.approve(newer, "second")
    assert catalogue.find("unit").version == "2"


def test_an_approval_is_of_one_content_only(catalogue: Catalogue, tmp_path: Path) -> None:
    info = stored(catalogue, tmp_path)
    catalogue.approve(info, "second")
    catalogue.remove(info)
    again = stored(catalogue, tmp_path, digest="0c")
    assert catalogue.approval(again) is None
    path = tmp_path / "hashsets" / FOLDER / "unit@1.json"
    path.write_text('{"set": "unit@1", "digest": "00", "approved_by": "x", "approved_at": "y"}')
    assert catalogue.approval(again) is None
    path.write_text("{")
    with pytest.raises(HashSetError, match="approval of unit@1 cannot be read"):
        catalogue.sets()


def test_without_the_policy_sets_serve_at_once(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "hashsets")
    stored(catalogue, tmp_path)
    assert catalogue.find("unit").title == "unit@1"


@pytest.mark.parametrize("text", ["= x", "[hashsets]\nrequire_aproval = true\n"])
def test_a_policy_that_cannot_be_read_is_not_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(HashSetError, match="policy file"):
        Catalogue(tmp_path / "hashsets").sets()

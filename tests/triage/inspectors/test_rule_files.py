from pathlib import Path

import pytest

from skerry import SkerryError
from triage.inspectors.rule_files import load_rules

GOOD = "rule good { condition: true }"


def written(folder: Path, **files: str) -> Path:
    for name, body in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_suffix(".yar") if not path.suffix else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return [file.name for file in load_rules([folder]).files]


def test_folders_are_searched_to_the_bottom_in_one_order(tmp_path: Path) -> None:
    written(tmp_path, b=GOOD, a__deep__c=GOOD)
    (tmp_path / "d.YARA").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("not rules")
    assert names(tmp_path) == ["a/deep/c.yar", "b.yar", "d.YARA"]


def test_a_file_named_outright_may_have_any_suffix(tmp_path: Path) -> None:
    (tmp_path / "mine.rules").write_text(GOOD)
    assert [file.name for file in load_rules([tmp_path / "mine.rules"]).files] == ["mine.rules"]


def test_a_file_that_does_not_compile_is_reported_and_the_rest_run(tmp_path: Path) -> None:
    written(tmp_path, bad="rule bad { condition: nonsense }", good=GOOD)
    ruleset = load_rules([tmp_path])
    assert [file.name for file in ruleset.files] == ["good.yar"]
    ((name, message),) = ruleset.broken
    assert name == "bad.yar"
    assert "nonsense" in message
    assert str(tmp_path) not in message


def test_every_file_is_pinned_by_digest_the_broken_too(tmp_path: Path) -> None:
    written(tmp_path, bad="rule", good=GOOD)
    digests = load_rules([tmp_path]).digests
    assert set(digests) == {"bad.yar", "good.yar"}
    assert all(len(digest) == 64 for digest in digests.values())


def test_no_rule_file_can_pull_in_another(tmp_path: Path) -> None:
    written(tmp_path, a='include "b.yar"\n' + GOOD, b=GOOD)
    assert [name for name, _ in load_rules([tmp_path]).broken] == ["a.yar"]


def test_rules_that_ask_for_a_file_name_compile(tmp_path: Path) -> None:
    body = 'rule r { condition: filename == "x" or filepath == "y" or extension == ".z" }'
    written(tmp_path, a=body)
    assert load_rules([tmp_path]).broken == ()


def test_files_of_one_name_keep_namespaces_of_their_own(tmp_path: Path) -> None:
    written(tmp_path, one__a=GOOD, two__a=GOOD)
    ruleset = load_rules([tmp_path / "one", tmp_path / "two"])
    assert [file.name for file in ruleset.files] == ["a.yar", "a.yar (2)"]


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert names(tmp_path) == ["a.yar"]


def test_a_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_bytes('rule r { meta: a = "é" condition: true }'.encode("latin-1"))
    assert [name for name, _ in load_rules([tmp_path]).broken] == ["a.yar"]


def test_a_path_that_does_not_exist_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(SkerryError, match="no rules at"):
        load_rules([tmp_path / "gone"])


def test_no_paths_are_no_rules() -> None:
    assert load_rules([]).files == ()

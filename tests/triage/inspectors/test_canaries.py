import imagehash
import pytest

from tests.triage.inspectors.examine import subject
from triage.inspectors import decode
from triage.inspectors.canaries import DHASH, PHASH, PICTURES, CanaryFailed, _picture, canaries
from triage.inspectors.canary_picture import busy_picture
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.registry import inspectors
from triage.inspectors.rule_files import RuleFile, RuleSet

CHECKS = canaries()


@pytest.mark.parametrize("name", CHECKS)
def test_each_canary_sings(name: str) -> None:
    CHECKS[name]()


def test_each_format_that_is_decoded_has_a_canary() -> None:
    sung = {decode.FORMATS[mime] for _, mime in PICTURES.values()}
    assert sung == set(decode.FORMATS.values())


def test_canaries_open_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refused)
    monkeypatch.setattr("io.open", refused)
    for check in canaries().values():
        check()


def test_the_expected_hashes_are_those_of_imagehash() -> None:
    assert str(imagehash.phash(busy_picture())) == PHASH
    assert str(imagehash.dhash(busy_picture())) == DHASH


def test_a_decoder_that_gives_another_picture_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    dark = busy_picture().convert("RGB").resize((16, 12)).point(lambda value: value // 8)
    monkeypatch.setattr("triage.inspectors.canaries.known_picture", lambda: dark)
    with pytest.raises(CanaryFailed, match="decodes to another picture"):
        CHECKS["png"]()


def test_a_decoder_that_sees_damage_fails() -> None:
    with pytest.raises(Exception, match="PNG"):
        _picture("png", b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png")


def test_a_libmagic_that_knows_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TypeInspector, "identify", lambda *_: "application/octet-stream")
    with pytest.raises(CanaryFailed, match="libmagic"):
        CHECKS["libmagic"]()


def test_inspectors_run_in_order_and_yara_only_with_rules() -> None:
    rules = RuleSet(files=(RuleFile(name="a", source="rule a { condition: true }"),))
    assert [each.stage for each in inspectors(None)] == ["digests", "type", "picture"]
    assert [each.stage for each in inspectors(RuleSet())] == ["digests", "type", "picture"]
    assert [each.stage for each in inspectors(rules)] == ["digests", "type", "picture", "yara"]


def test_every_inspector_wants_without_reading() -> None:
    assert [each.wants(subject(b"", mime="text/plain")) for each in inspectors(None)] == [
        True,
        True,
        False,
    ]

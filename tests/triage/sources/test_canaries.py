from collections.abc import Callable

import pytest

from triage.sources.canaries import CanaryFailed, canaries


@pytest.mark.parametrize("name", ["ext4", "fat12", "iso9660", "apfs", "ewf"])
def test_each_kind_of_image_opens_and_its_file_is_read(name: str) -> None:
    canaries()[name]()


@pytest.mark.parametrize("name", ["ext4", "fat12", "iso9660", "apfs", "ewf"])
def test_a_parser_that_finds_nothing_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> list[object]:
            return []

    empty: Callable[..., object] = lambda *_: Nothing()  # noqa: E731
    monkeypatch.setattr("triage.sources.canaries.open_volume", empty)
    if name == "apfs":
        monkeypatch.setattr("triage.sources.canaries.survey", lambda *_: iter(()))
    with pytest.raises(CanaryFailed, match=name):
        canaries()[name]()

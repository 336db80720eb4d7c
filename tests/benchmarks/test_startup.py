from pathlib import Path

import pytest

from benchmarks.startup import KINDS, build_image, build_sets, first_entry
from hashsets.catalogue import Catalogue
from hashsets.index.perceptual import FEWEST
from hashsets.opened import OpenSet


@pytest.mark.slow
def test_sets_are_made_as_an_import_leaves_them_and_an_entry_is_examined(tmp_path: Path) -> None:
    home = tmp_path / "home"
    build_sets(home, 1000, FEWEST)
    catalogue = Catalogue(home / "hashsets")
    stored = {info.name: info for info in catalogue.sets()}
    assert set(stored) == {kind.value for kind in KINDS}
    for kind in KINDS:
        info = stored[kind.value]
        assert catalogue.verify(info) == []
        assert OpenSet(info).entries(kind) == (1000 if kind is KINDS[0] else FEWEST)
    image = tmp_path / "few.img"
    build_image(image)
    assert first_entry(image, home, 1) > 0

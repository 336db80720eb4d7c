from hashlib import sha256
from pathlib import Path

from benchmarks import phones
from tests.examples.conftest import need

MIX = phones.Mix(files=60)


def test_no_two_files_are_alike() -> None:
    made = list(phones.contents(MIX))
    assert len({path for path, _ in made}) == len({content for _, content in made}) == MIX.files


def test_the_same_mix_gives_the_same_image(tmp_path: Path) -> None:
    need("mke2fs")
    digests = set()
    for name in ("one.img", "other.img"):
        phones.build(tmp_path / name, MIX)
        digests.add(sha256((tmp_path / name).read_bytes()).digest())
    assert len(digests) == 1

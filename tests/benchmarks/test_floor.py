import json
from pathlib import Path

from PIL import Image

from benchmarks import floor
from examples import camera


def listed(**entry: object) -> bytes:
    return json.dumps({"sha256": "00", "parent": None, "mime": None, **entry}).encode()


def test_runs_are_cut_to_the_size_of_the_file() -> None:
    line = listed(runs=[[4096, 4096], [16384, 4096]], size=5000)
    assert floor.runs_of(line) == [[(4096, 4096), (16384, 904)]]


def test_files_are_read_in_disk_order_and_members_are_left_out() -> None:
    lines = [
        listed(runs=[[8192, 4096]], size=1),
        listed(runs=[[4096, 4096]], size=1),
        listed(runs=[[0, 4096]], size=1, parent="ab"),
        listed(runs=None, size=1),
    ]
    assert floor.runs_of(b"\n".join(lines)) == [[(4096, 1)], [(8192, 1)]]


def test_one_process_and_two_digest_the_same_bytes(tmp_path: Path) -> None:
    image = tmp_path / "x.img"
    image.write_bytes(bytes(1 << 16))
    files = [[(start, 1000)] for start in range(0, 60000, 1000)]
    assert floor.shared(floor.digest, image, files, 1) == 60000
    assert floor.shared(floor.digest, image, files, 2) == 60000


def test_only_pictures_are_decoded(tmp_path: Path) -> None:
    picture = camera.plain(Image.new("RGB", (30, 20)), "PNG")
    image = tmp_path / "x.img"
    image.write_bytes(bytes(512) + picture)
    lines = [
        listed(runs=[[512, len(picture)]], size=len(picture), mime="image/png"),
        listed(runs=[[0, 512]], size=512, mime="text/plain"),
    ]
    pictures = floor.runs_of(b"\n".join(lines), "image/")
    assert floor.shared(floor.decode, image, pictures, 1) == 600

import os
import stat
from pathlib import Path

import pytest

from skerry import SkerryError
from tests.triage.sources.volumes import looped
from triage.reasons import Reason
from triage.sources.medium import open_medium
from triage.sources.opening import WRITE_BLOCKER, open_source


def write(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


def whole(path: Path) -> bytes:
    with open_source(path, 0) as source:
        medium = open_medium(source.plan)
        return medium.read(0, medium.size)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_raw_image_is_read_as_it_is(tmp_path: Path) -> None:
    assert whole(write(tmp_path / "phone.img", b"\x01" * 5000)) == b"\x01" * 5000


def test_descriptors_can_only_read_and_do_not_leak(tmp_path: Path) -> None:
    before = open_descriptors()
    with open_source(write(tmp_path / "a.dd", b"x" * 600), 4) as source:
        [segment] = source.plan.segments
        assert source.plan.index == 4
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(segment.descriptor, b"y")
        assert not os.get_inheritable(segment.descriptor)
    source.close()
    assert open_descriptors() == before


def test_opening_and_reading_leave_the_access_time_alone(tmp_path: Path) -> None:
    image = write(tmp_path / "a.dd", b"x" * 600)
    os.utime(image, (1, 1))
    whole(image)
    assert image.stat().st_atime == 1


def test_split_parts_are_one_medium(tmp_path: Path) -> None:
    for number, body in enumerate((b"a" * 700, b"b" * 300, b"c"), start=1):
        write(tmp_path / f"d.{number:03}", body)
    assert whole(tmp_path / "d.002") == b"a" * 700 + b"b" * 300 + b"c"


def test_what_comes_before_a_missing_part_is_still_read(tmp_path: Path) -> None:
    write(tmp_path / "d.001", b"a" * 700)
    write(tmp_path / "d.003", b"c" * 700)
    with open_source(tmp_path / "d.001", 0) as source:
        assert source.plan.kind == "raw"
        assert source.plan.reason is Reason.MISSING_SEGMENT
        assert "d.002" in source.plan.detail
        assert "d.002" in source.warnings[0]
        assert open_medium(source.plan).size == 700


def test_a_missing_first_part_is_one_clear_line(tmp_path: Path) -> None:
    write(tmp_path / "d.002", b"b")
    write(tmp_path / "d.003", b"c")
    with pytest.raises(SkerryError, match=r"first part .* is missing: d\.001$"):
        open_source(tmp_path / "d.003", 0)


def test_a_missing_middle_e01_part_is_named(shared: Path, tmp_path: Path) -> None:
    write(tmp_path / "i.E01", (shared / "images" / "image-split.E01").read_bytes())
    write(tmp_path / "i.E03", (shared / "images" / "image-split.E02").read_bytes())
    with open_source(tmp_path / "i.E01", 0) as source:
        assert source.plan.reason is Reason.MISSING_SEGMENT
        assert source.plan.detail == "missing: i.E02"
        assert len(source.plan.segments) == 1


def test_a_folder_has_a_descriptor_and_no_segments(tmp_path: Path) -> None:
    with open_source(tmp_path, 0) as source:
        assert source.plan.kind == "folder"
        assert source.plan.segments == ()
        assert source.folder_descriptor is not None
        assert stat.S_ISDIR(os.fstat(source.folder_descriptor).st_mode)


def test_the_label_is_never_a_path(tmp_path: Path) -> None:
    image = write(tmp_path / "a.dd", b"x")
    with open_source(image, 0) as source:
        assert source.plan.label == "a.dd"
    with open_source(tmp_path / ".", 0) as source:
        assert "/" not in source.plan.label


def test_a_link_the_operator_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.dd").symlink_to(write(tmp_path / "a.dd", b"body"))
    assert whole(tmp_path / "link.dd") == b"body"


def test_what_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("nothing", "no such file"), ("pipe", "not a file")):
        with pytest.raises(SkerryError, match=why) as caught:
            open_source(tmp_path / name, 0)
        assert "\n" not in str(caught.value)


def test_an_unsupported_container_opens_and_says_so(tmp_path: Path) -> None:
    with open_source(write(tmp_path / "vm.qcow2", b"QFI\xfb" + b"\0" * 600), 0) as source:
        assert source.plan.kind == "unsupported"
        assert source.plan.reason is Reason.UNSUPPORTED_CONTAINER
        assert "qcow2" in source.plan.detail


def test_a_split_zip_is_not_opened_in_part(tmp_path: Path) -> None:
    write(tmp_path / "x.zip.001", b"PK\x03\x04" + b"\0" * 600)
    write(tmp_path / "x.zip.002", b"\0" * 600)
    with open_source(tmp_path / "x.zip.002", 0) as source:
        assert source.plan.reason is Reason.UNSUPPORTED_CONTAINER


def test_a_block_device_is_read_whole_and_comes_with_a_warning(tmp_path: Path) -> None:
    image = write(tmp_path / "disk", b"x" * 40960)
    with looped(image, "--read-only") as device, open_source(device, 0) as source:
        assert source.warnings == (WRITE_BLOCKER,)
        assert source.plan.label == device.name
        assert open_medium(source.plan).read(0, 50_000) == b"x" * 40960


def test_reading_that_may_move_an_access_time_is_said_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "x.dd"
    image.write_bytes(bytes(4096))
    with open_source(image, 0) as source:
        assert source.warnings == ()
    plain = os.open

    def not_the_owner(path: Path, flags: int, *more: int, **named: int) -> int:
        if flags & os.O_NOATIME:
            raise PermissionError
        return plain(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", not_the_owner)
    for place in (image, tmp_path):
        with open_source(place, 0) as source:
            (warning,) = source.warnings
            assert "may change its access time" in warning

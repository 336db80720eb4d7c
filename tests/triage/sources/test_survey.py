from pathlib import Path

import pytest

from tests.triage.sources import volumes
from tests.triage.sources.reading import Read, assert_sound, read
from tests.triage.sources.tables import disk, gpt, mbr, placed
from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import Gap, Volume
from triage.sources.medium import open_medium
from triage.sources.opening import open_source
from triage.sources.plan import SourcePlan
from triage.sources.survey import open_volume, survey

MIB = 1 << 20
LINUX = 0x83


@pytest.fixture(scope="module")
def ext2(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A 1 MiB ext2 holding one file."""
    folder = tmp_path_factory.mktemp("ext2")
    (folder / "tree").mkdir()
    (folder / "tree" / "file").write_bytes(b"content")
    volumes.tool("mke2fs", "-q", "-t", "ext2", "-d", folder / "tree", folder / "image", "1M")
    return (folder / "image").read_bytes()


def surveyed(folder: Path, body: bytes) -> Read:
    image = folder / "disk.img"
    image.write_bytes(body)
    found = read(image)
    assert_sound(found)
    return found


def offsets(found: Read) -> list[int | None]:
    return [volume.offset for volume in found.volumes]


def test_a_volume_without_a_table_is_found(tmp_path: Path, ext2: bytes) -> None:
    found = surveyed(tmp_path, ext2)
    assert [(v.kind, v.offset, v.length) for v in found.volumes] == [("ext2", 0, MIB)]
    assert found.md5(b"/file") == "9a0364b9e99bb480dd25e1f0284c8555"


def test_primary_and_logical_partitions_are_found(tmp_path: Path, ext2: bytes) -> None:
    sectors = MIB // 512
    logical = 10_240
    body = disk(
        12 * MIB,
        {
            0: mbr((LINUX, 2048, sectors), (0x05, 8192, 12_000)),
            2048: ext2,
            8192: mbr((LINUX, 64, sectors), (0x05, logical - 8192, 4096)),
            8192 + 64: ext2,
            logical: mbr((LINUX, 64, sectors)),
            logical + 64: ext2,
        },
    )
    found = surveyed(tmp_path, body)
    assert offsets(found) == [s * 512 for s in (2048, 8192 + 64, logical + 64)]
    files = [entry for entry in found.entries if entry.path == b"/file"]
    assert {found.digests[entry.id] for entry in files} == {"9a0364b9e99bb480dd25e1f0284c8555"}
    assert len({entry.id for entry in files}) == 3
    assert sorted({entry.volume for entry in files}) == [0, 1, 2]


@pytest.mark.parametrize("sector", [512, 4096])
def test_gpt_partitions_are_found_on_disks_and_phone_storage(
    tmp_path: Path, ext2: bytes, sector: int
) -> None:
    first, second = 2 * MIB // sector, 4 * MIB // sector
    rows = [(first, first + MIB // sector - 1), (second, second + MIB // sector - 1)]
    tables = gpt(8 * MIB, rows, sector)
    found = surveyed(tmp_path, placed(8 * MIB, tables | {2 * MIB: ext2, 4 * MIB: ext2}))
    assert offsets(found) == [2 * MIB, 4 * MIB]


def test_every_byte_outside_volumes_is_accounted_for(tmp_path: Path, ext2: bytes) -> None:
    body = disk(4 * MIB, {0: mbr((LINUX, 2048, 2048), (LINUX, 4096, 1024)), 2048: ext2})
    found = surveyed(tmp_path, body)
    told = sorted(
        (gap.offset or 0, gap.length or 0) for gap in found.gaps if gap.stage != "enumerate"
    )
    reached = 0
    for offset, length in told:
        assert offset <= max(reached, 512)
        reached = max(reached, offset + length)
    assert reached == 4 * MIB


def test_unallocated_space_is_one_gap_a_volume(tmp_path: Path, ext2: bytes) -> None:
    found = surveyed(tmp_path, ext2)
    [gap] = found.gaps
    assert (gap.stage, gap.reason) == ("carving", Reason.UNALLOCATED_NOT_EXAMINED)
    assert (gap.offset, gap.length) == (0, MIB)


@pytest.mark.parametrize(
    ("offset", "mark", "reason", "name"),
    [
        (1024, b"\x10\x20\xf5\xf2", Reason.UNSUPPORTED_FILE_SYSTEM, "F2FS"),
        (1024, b"\xe2\xe1\xf5\xe0", Reason.UNSUPPORTED_FILE_SYSTEM, "EROFS"),
        (0, b"hsqs", Reason.UNSUPPORTED_FILE_SYSTEM, "squashfs"),
        (0, b"XFSB", Reason.UNSUPPORTED_FILE_SYSTEM, "XFS"),
        (65600, b"_BHRfS_M", Reason.UNSUPPORTED_FILE_SYSTEM, "btrfs"),
        (4086, b"SWAPSPACE2", Reason.UNSUPPORTED_FILE_SYSTEM, "swap"),
        (0, b"LUKS\xba\xbe\x00\x02", Reason.ENCRYPTED, "LUKS"),
        (3, b"-FVE-FS-", Reason.ENCRYPTED, "BitLocker"),
        (3, b"NTFS    ", Reason.DAMAGED, "NTFS"),
        (3, b"EXFAT   ", Reason.DAMAGED, "exFAT"),
        (32, b"NXSB", Reason.DAMAGED, "APFS"),
        (0, b"\x5a" * 4096, Reason.UNSUPPORTED_FILE_SYSTEM, "known"),
    ],
)
def test_a_partition_that_cannot_be_opened_is_named(
    tmp_path: Path, offset: int, mark: bytes, reason: Reason, name: str
) -> None:
    volume = placed(MIB, {offset: mark})
    found = surveyed(tmp_path, disk(4 * MIB, {0: mbr((LINUX, 2048, 2048)), 2048: volume}))
    assert found.volumes == []
    [gap] = [gap for gap in found.gaps if gap.offset == MIB and gap.stage == "survey"]
    assert (gap.reason, gap.length) == (reason, MIB)
    assert name in gap.detail


def test_an_ext4_feature_the_sleuth_kit_lacks_is_not_called_damage(tmp_path: Path) -> None:
    image = tmp_path / "image"
    volumes.tool("mke2fs", "-q", "-t", "ext4", "-O", "bigalloc", image, "16M")
    found = read(image)
    assert [gap.reason for gap in found.gaps] == [Reason.UNSUPPORTED_FILE_SYSTEM]
    assert "bigalloc" in found.gaps[0].detail


def test_a_journal_that_needs_replay_is_reported(tmp_path: Path) -> None:
    image = tmp_path / "image"
    volumes.tool("mke2fs", "-q", "-t", "ext4", image, "16M")
    assert Reason.JOURNAL_NOT_REPLAYED not in read(image).reasons()
    volumes.tool("debugfs", "-w", "-R", "feature needs_recovery", image)
    found = read(image)
    assert found.reasons()[Reason.JOURNAL_NOT_REPLAYED] == 1


def test_partitions_beyond_the_end_of_a_cut_image_are_reported(tmp_path: Path, ext2: bytes) -> None:
    whole = disk(4 * MIB, {0: mbr((LINUX, 2048, 2048), (LINUX, 4096, 2048)), 2048: ext2})
    found = surveyed(tmp_path, whole[: MIB + MIB // 2])
    assert offsets(found) == [MIB]
    cut = [gap for gap in found.gaps if gap.reason is Reason.DAMAGED]
    assert cut
    assert {gap.offset for gap in cut} == {MIB + MIB // 2, 2 * MIB}


def test_the_partitions_of_a_cut_gpt_disk_are_found(tmp_path: Path, ext2: bytes) -> None:
    rows = [(4096, 6143), (8192, 10_239)]
    whole = placed(8 * MIB, gpt(8 * MIB, rows) | {2 * MIB: ext2, 4 * MIB: ext2})
    found = surveyed(tmp_path, whole[: 4 * MIB])
    assert offsets(found) == [2 * MIB]


def test_a_boot_sector_that_ends_like_a_table_is_not_one(tmp_path: Path) -> None:
    image = volumes.fat(tmp_path / "image", 16, tmp_path / "tree")
    assert [volume.kind for volume in read(image).volumes] == ["fat16"]


def test_a_disc_that_also_has_a_table_is_read_as_a_disc(tmp_path: Path) -> None:
    image = volumes.iso(tmp_path / "image.iso", tmp_path / "tree")
    body = bytearray(image.read_bytes())
    body[:512] = mbr((LINUX, 64, len(body) // 512 - 64))
    found = surveyed(tmp_path, bytes(body))
    assert ("iso9660", 0) in [(volume.kind, volume.offset) for volume in found.volumes]


def test_an_empty_or_tiny_source_is_a_gap(tmp_path: Path) -> None:
    for body in (b"", b"\0", b"x" * 700):
        found = surveyed(tmp_path, body)
        assert found.volumes == []
        assert len(found.gaps) == 1


def test_a_volume_of_another_source_is_refused(tmp_path: Path, ext2: bytes) -> None:
    image = tmp_path / "a.img"
    image.write_bytes(ext2)
    with open_source(image, 1) as source:
        medium = open_medium(source.plan)
        [volume] = [r for r in survey(source.plan, medium) if isinstance(r, Volume)]
        with pytest.raises(Unexamined):
            open_volume(SourcePlan(index=2, kind="raw", label="b"), medium, volume)


def test_entries_and_gaps_carry_the_number_they_are_given(tmp_path: Path, ext2: bytes) -> None:
    image = tmp_path / "a.img"
    image.write_bytes(ext2)
    with open_source(image, 0) as source:
        medium = open_medium(source.plan)
        [volume] = [r for r in survey(source.plan, medium) if isinstance(r, Volume)]
        system = open_volume(source.plan, medium, volume, 7)
        for record in system.walk(frozenset({"2"}), lambda _: None):
            assert isinstance(record, Gap)
            assert (record.volume, record.reason) == (7, Reason.CRASHED)

"""Evidence that is damaged, or made to be hard to read, ends as entries and gaps."""

import os
import random
import subprocess
import sys
from hashlib import md5
from pathlib import Path
from struct import pack

import pytest

from tests.triage.sources import volumes
from tests.triage.sources.reading import Read, assert_sound, read, unpack
from triage.content import Content
from triage.reasons import Reason
from triage.records import Entry, Kind, Origin, State, Volume
from triage.sources.medium import open_medium
from triage.sources.opening import open_source
from triage.sources.survey import open_volume, survey

CLUSTER = 512
FAT_SECTOR, ROOT_SECTOR, DATA_SECTOR = 1, 13, 45


def boot_sector(sectors: int) -> bytes:
    """FAT12 with one sector a cluster, one FAT of 12 sectors and 512 root entries."""
    head = b"\xeb\x3c\x90MSDOS5.0" + pack(
        "<HBHBHHBHHHIIBBBI11s8s", 512, 1, 1, 1, 512, sectors, 0xF8, 12, 63, 255, 0, 0,
        0x80, 0, 0x29, 1, b"NO NAME    ", b"FAT12   ",
    )  # fmt: skip
    return head.ljust(510, b"\0") + b"\x55\xaa"


def fat12(chains: list[int]) -> bytes:
    """A table saying that each cluster of ``chains`` is the only one of its file."""
    values = [0xFF8, 0xFFF] + [0] * 4000
    for cluster in chains:
        values[cluster] = 0xFFF
    pairs = zip(values[::2], values[1::2], strict=True)
    return b"".join(pack("<I", a | b << 12)[:3] for a, b in pairs)[: 12 * 512]


def dentry(name: bytes, cluster: int, directory: bool = True, size: int = 0) -> bytes:
    attributes = 0x10 if directory else 0x20
    times = pack("<HHHHHHHI", 0, 0x5921, 0x5921, 0, 0, 0x5921, cluster, size)
    return name.ljust(11) + bytes([attributes, 0]) + b"\0" + times


def cyclic_fat12() -> bytes:
    """A/B/C, where C holds an entry A that leads back to the first."""
    dots = dentry(b".", 2) + dentry(b"..", 0)
    body = bytearray(2 << 20)
    body[:512] = boot_sector(4096)
    fat = fat12([2, 3, 4, 5])
    body[FAT_SECTOR * 512 : FAT_SECTOR * 512 + len(fat)] = fat
    for sector, content in (
        (ROOT_SECTOR, dentry(b"A", 2) + dentry(b"F       TXT", 5, directory=False, size=5)),
        (DATA_SECTOR, dots + dentry(b"B", 3)),
        (DATA_SECTOR + 1, dots + dentry(b"C", 4)),
        (DATA_SECTOR + 2, dots + dentry(b"A", 2) + dentry(b"D", 3)),
        (DATA_SECTOR + 3, b"hello"),
    ):
        body[sector * 512 : sector * 512 + len(content)] = content
    return bytes(body)


def sound(image: Path, contents: bool = True) -> Read:
    found = read(image, contents)
    assert_sound(found)
    return found


def test_a_directory_that_contains_itself_is_listed_once(tmp_path: Path) -> None:
    image = tmp_path / "cyclic.img"
    image.write_bytes(cyclic_fat12())
    found = sound(image)
    paths = {path for path in found.paths() if not path.startswith(b"/$")}
    assert paths == {b"/A", b"/F.TXT", b"/A/B", b"/A/B/C", b"/A/B/C/A", b"/A/B/C/D"}
    loops = [gap.path for gap in found.gaps if gap.reason is Reason.LISTING_LOOP]
    assert set(loops) == {b"/A/B/C/A", b"/A/B/C/D"}
    assert len(loops) == 2
    assert found.md5(b"/F.TXT") == md5(b"hello").hexdigest()


def debugfs(image: Path, commands: list[str], folder: Path) -> None:
    script = folder / "commands"
    script.write_text("\n".join(commands) + "\n")
    volumes.tool("debugfs", "-w", "-f", script, image)


@pytest.mark.slow
def test_a_tree_of_3000_levels_is_walked_to_its_end(tmp_path: Path) -> None:
    image = tmp_path / "deep.img"
    volumes.tool("mke2fs", "-q", "-t", "ext4", "-N", "4000", image, "64M")
    commands = [step for _ in range(3000) for step in ("mkdir d", "cd d")]
    (tmp_path / "leaf").write_bytes(b"leaf")
    debugfs(image, [*commands, f"write {tmp_path / 'leaf'} leaf"], tmp_path)
    found = sound(image)
    assert found.md5(b"/d" * 3000 + b"/leaf") == md5(b"leaf").hexdigest()
    assert sum(entry.kind is Kind.DIRECTORY for entry in found.entries) >= 3000


@pytest.mark.slow
def test_a_directory_of_100000_entries_is_listed_whole(tmp_path: Path) -> None:
    image = tmp_path / "wide.img"
    volumes.tool("mke2fs", "-q", "-t", "ext4", "-N", "110000", image, "256M")
    with volumes.mounted(image, tmp_path / "mount", "mount", "-o", "loop") as mount:
        for number in range(100_000):
            (mount / f"{number:06}").touch()
    found = sound(image, contents=False)
    assert {b"/%06d" % number for number in range(100_000)} <= found.paths()


def content_of(image: Path, path: bytes) -> tuple[Entry, Content]:
    with open_source(image, 0) as source:
        medium = open_medium(source.plan)
        [volume] = [r for r in survey(source.plan, medium) if isinstance(r, Volume)]
        system = open_volume(source.plan, medium, volume)
        for record in system.walk(frozenset(), lambda _: None):
            if isinstance(record, Entry) and record.path == path:
                content = system.content(record)
                assert content.read(0, 4) == b"\0" * 4
                assert content.read(record.size - 4 if record.size else 0, 9) == b"\0\0\0Z"
                return record, content
    raise AssertionError(path)


@pytest.mark.parametrize(
    ("kind", "size"), [("ext4", 8 << 40), ("ext3", (2 << 40) - (64 << 20)), ("ext2", 12 << 30)]
)
def test_a_sparse_file_of_terabytes_costs_no_more_than_what_it_stores(
    tmp_path: Path, kind: str, size: int
) -> None:
    folder = tmp_path / "tree"
    folder.mkdir()
    with (folder / "sparse").open("wb") as file:
        file.seek(size - 1)
        file.write(b"Z")
    image = tmp_path / "sparse.img"
    blocks = ("-b", "4096")
    volumes.tool("mke2fs", "-q", "-t", kind, *blocks, "-d", folder, image, "16M", timeout=50)
    entry, content = content_of(image, b"/sparse")
    assert entry.size == size
    assert entry.runs is not None
    assert sum(length for _, length in entry.runs) <= 4096
    assert getattr(content, "allocated_bytes", None) == sum(n for _, n in entry.runs)


def test_a_file_that_is_one_hole_reads_as_zeros(tmp_path: Path) -> None:
    image = tmp_path / "hole.img"
    volumes.tool("mke2fs", "-q", "-t", "ext4", image, "8M")
    (tmp_path / "empty").touch()
    commands = [f"write {tmp_path / 'empty'} hole", "set_inode_field hole size 100000"]
    debugfs(image, commands, tmp_path)
    found = sound(image)
    assert found.by_path()[b"/hole"].runs == ()
    assert found.md5(b"/hole") == md5(bytes(100_000)).hexdigest()


def test_names_that_are_no_text_are_kept_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    folder.mkdir()
    names = [b"\xff\xfe", b"\xed\xa0\x80", b"line\nbreak", b"\x1b[31mred", b"n" * 255, b"%s\\x"]
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    image = tmp_path / "names.img"
    volumes.tool("mke2fs", "-q", "-t", "ext4", "-d", folder, image, "8M")
    found = sound(image)
    for name in names:
        assert found.md5(b"/" + name) == md5(name).hexdigest()


def test_a_slash_inside_a_name_does_not_make_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "aXb").write_bytes(b"x")
    image = tmp_path / "slash.img"
    volumes.tool("mke2fs", "-q", "-t", "ext2", "-d", folder, image, "1M")
    image.write_bytes(image.read_bytes().replace(b"aXb", b"a/b"))
    assert b"/a\\x2fb" in sound(image).paths()


def test_hard_links_are_one_entry_under_the_smallest_name(tmp_path: Path) -> None:
    found = sound(volumes.ext(tmp_path / "image", "ext4", tmp_path / "tree"))
    [entry] = [entry for entry in found.entries if entry.names]
    assert entry.names == (b"/a folder/linked", b"/tiny")
    assert entry.path == b"/a folder/linked"


def test_symbolic_links_are_listed_and_not_followed(tmp_path: Path) -> None:
    entry = sound(volumes.ext(tmp_path / "image", "ext4", tmp_path / "tree")).by_path()[b"/link"]
    assert (entry.kind, entry.state, entry.runs) == (Kind.SYMLINK, State.DONE, None)


def test_a_name_whose_inode_a_new_file_took_is_told_apart(tmp_path: Path) -> None:
    image = volumes.ext(tmp_path / "image", "ext2", tmp_path / "tree")
    (tmp_path / "new").write_bytes(b"new content")
    steps = [f"write {tmp_path / 'new'} {name}" for name in ("new1", "new2", "new3")]
    debugfs(image, ['cd "a folder"', *steps], tmp_path)
    found = sound(image)
    taken = [entry for entry in found.entries if entry.reason is Reason.REALLOCATED]
    assert taken
    for entry in taken:
        assert (entry.origin, entry.state, entry.allocated) == (
            Origin.DELETED,
            State.SKIPPED,
            False,
        )
        assert entry.id not in found.digests


def test_what_a_kernel_deletes_from_ext4_is_gone_and_says_so(tmp_path: Path) -> None:
    image = volumes.ext(tmp_path / "image", "ext4", tmp_path / "tree")
    inode = read(image).by_path()[b"/gone1.bin"].inode
    with volumes.mounted(image, tmp_path / "mount", "mount", "-o", "loop") as mount:
        (mount / "gone1.bin").unlink()
    found = sound(image)
    gone = [e for e in found.entries if e.inode == inode]  # newer kernels wipe the name too
    assert [(e.allocated, e.state, e.reason) for e in gone] == [
        (False, State.FAILED, Reason.CONTENT_GONE)
    ]


def test_a_directory_that_crashed_the_parser_is_a_gap_and_the_rest_is_listed(
    tmp_path: Path,
) -> None:
    image = volumes.ext(tmp_path / "image", "ext4", tmp_path / "tree")
    whole = read(image)
    folder = whole.by_path()[b"/a folder"]
    found = read(image, skip=frozenset({folder.inode or ""}))
    assert_sound(found)
    lost = whole.paths() - found.paths()
    assert lost
    assert all(path.startswith(b"/a folder/") for path in lost - {b"/a folder/linked"})
    [gap] = [gap for gap in found.gaps if gap.reason is Reason.CRASHED]
    assert gap.path == b"/a folder"


IMAGES = [
    "image.dd",
    "image.E01",
    "image-split.E01",
    "imageformat_mmls_1.E01",
    "CFReDS001.E01",
    "fat12.raw.gz",
    "fat16_moved.raw.gz",
    "exfat_orphan.raw.gz",
    "exfat_win.raw.gz",
    "fat_lfn_test.raw.gz",
    "gpt-512-3p.raw.gz",
    "hfsplus.raw.gz",
    "ntfs3.raw.gz",
]


def mutated(body: bytes, seed: int) -> bytes:
    """Some bytes flipped where file systems keep their structures, every third time cut short."""
    chance = random.Random(seed)
    damaged = bytearray(body)
    used = [at for at in range(0, len(body), 512) if body[at : at + 512].strip(b"\0")]
    for _ in range(chance.choice((1, 4, 40))):
        at = chance.choice(used[:400]) + chance.randrange(512)
        if at < len(damaged):
            damaged[at] = chance.randrange(256)
    if seed % 3 == 0:
        del damaged[chance.randrange(len(damaged)) :]
    return bytes(damaged)


MUTATIONS = 8

_IN_A_PROCESS_OF_ITS_OWN = """
import sys
from pathlib import Path
from tests.triage.sources.reading import assert_sound, read
for path in sys.argv[1:]:
    print(path, flush=True)
    assert_sound(read(Path(path)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", IMAGES)
def test_damaged_copies_end_as_entries_and_gaps(shared: Path, tmp_path: Path, name: str) -> None:
    original = unpack(shared / "images" / name, tmp_path)
    body = original.read_bytes()
    copies = []
    for seed in range(MUTATIONS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        copies.append(folder / original.name)
        copies[-1].write_bytes(mutated(body, seed))
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS_OF_ITS_OWN, *copies],
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr[-2000:]

from collections.abc import Iterator
from hashlib import md5, sha256
from pathlib import Path

import pytest

from hashsets.blocks.matching import BlockMatch, BlockMatcher
from hashsets.blocks.records import LeftOut
from hashsets.catalogue import Catalogue
from hashsets.exporting import export_set
from hashsets.manifest import SetInfo
from hashsets.matching import Matcher
from hashsets.records import Algorithm, HashSetError
from tests.hashsets.blocks.making import SIZE, content, made, order
from tests.hashsets.stored import order as file_order


def blocks_of(info: SetInfo) -> tuple[dict[LeftOut, int], int]:
    assert info.manifest.blocks
    return info.manifest.blocks.left_out, info.manifest.blocks.blocks


def matches(info: SetInfo, data: bytes, **how: int) -> Iterator[BlockMatch]:
    return BlockMatcher([info]).match(data, info.manifest.blocks.size, **how)  # type: ignore[union-attr]


def test_a_block_is_traced_to_its_place_in_the_known_file(tmp_path: Path) -> None:
    known = content(1, 40, rest=100)
    info = made(tmp_path, {"other.jpg": content(2, 9), "known.jpg": known}).info
    found = list(matches(info, content(3, 2) + known[17 * SIZE : 20 * SIZE] + content(4, 1)))
    assert [(match.offset, match.file_offset) for match in found] == [
        ((2 + n) * SIZE, (17 + n) * SIZE) for n in range(3)
    ]
    origin = found[0].origin
    assert (origin.label, origin.index, origin.file_size) == ("known.jpg", 17, len(known))
    assert origin.identity == f"sha256:{sha256(known).hexdigest()}"
    assert found[0].info == info
    assert found[0].algorithm is Algorithm.SHA256


def test_a_piece_that_begins_at_any_sector_is_found_where_sectors_are_asked_for(
    tmp_path: Path,
) -> None:
    known = content(1, 8)
    info = made(tmp_path, {"known": known}).info
    data = content(2, 1)[:1536] + known + content(3, 1)
    assert list(matches(info, data)) == []
    assert [match.offset for match in matches(info, data, step=512)] == [
        1536 + n * SIZE for n in range(8)
    ]
    assert [match.offset for match in matches(info, data, start=1536)] == [
        1536 + n * SIZE for n in range(8)
    ]


def test_uniform_and_common_blocks_are_left_out_and_counted(tmp_path: Path) -> None:
    shared = content(5, 2)
    zeros = bytes(3 * SIZE)
    files = {"one": content(1, 4) + zeros + shared, "two": shared + content(2, 4)}
    info = made(tmp_path, files).info
    left_out, blocks = blocks_of(info)
    assert left_out == {LeftOut.UNIFORM: 3, LeftOut.SHARED: 4}
    assert blocks == 9 + 6
    assert info.counts == {"sha256": 8}
    assert list(matches(info, zeros + shared)) == []


def test_copies_of_one_file_do_not_make_its_blocks_common(tmp_path: Path) -> None:
    info = made(tmp_path, {"a/photo": content(1, 4), "b/copy": content(2, 3)}).info
    folder = tmp_path / "all"
    for name in ("first", "second"):
        (folder / name).mkdir(parents=True)
        (folder / name / "photo").write_bytes(content(1, 4))
    report = Catalogue(tmp_path / "hashsets").make_blocks([folder], order("copies"))
    assert info.counts == {"sha256": 7}
    assert report.info.counts == {"sha256": 4}
    assert report.info.manifest.blocks
    assert (report.info.manifest.blocks.repeated, report.info.manifest.blocks.thin) == (4, 0)


def test_files_that_lose_most_of_their_blocks_are_counted(tmp_path: Path) -> None:
    shared = content(5, 6)
    report = made(tmp_path, {"one": shared + content(1, 1), "two": shared + content(2, 30)})
    assert report.info.manifest.blocks
    assert report.info.manifest.blocks.thin == 1


def test_the_same_files_make_the_same_set(tmp_path: Path) -> None:
    files = {"one": content(1, 4), "two": content(2, 3)}
    first = made(tmp_path / "here", files).info
    again = made(tmp_path / "there", files).info
    assert (first.title, first.digest) == (again.title, again.digest)
    smaller = made(tmp_path / "there", files, size=512).info
    assert smaller.version != first.version


def test_a_set_of_blocks_and_one_of_files_never_mix(tmp_path: Path) -> None:
    block = content(1, 1)
    catalogue = Catalogue(tmp_path / "hashsets")
    blocks = made(tmp_path, {"known": block}, "pieces").info
    listed = tmp_path / "list.txt"
    listed.write_text(f"{sha256(block).hexdigest()}\n")
    ordered = file_order("whole", algorithm="sha256")
    files = catalogue.import_set([listed], ordered).info
    assert catalogue.sets() == [files]
    assert catalogue.block_sets() == [blocks]
    with pytest.raises(HashSetError, match="digests of blocks, not of files"):
        Matcher([blocks])
    with pytest.raises(HashSetError, match="digests of files, not of blocks"):
        BlockMatcher([files])
    with pytest.raises(HashSetError, match="holds digests of blocks, not of files"):
        catalogue.find("pieces")
    with pytest.raises(HashSetError, match="holds digests of files, not of blocks"):
        catalogue.find_blocks("whole")
    with pytest.raises(HashSetError, match="it cannot be added to"):
        catalogue.import_set([listed], file_order("more", algorithm="sha256", extends="pieces"))
    with pytest.raises(HashSetError, match="do not fit"):
        export_set(blocks, "csv", tmp_path / "out.csv")


def test_a_damaged_block_set_fails_its_verification(tmp_path: Path) -> None:
    info = made(tmp_path, {"known": content(1, 4)}).info
    catalogue = Catalogue(tmp_path / "hashsets")
    assert catalogue.verify(info) == []
    path = info.folder / "block.files"
    path.write_bytes(bytes(len(path.read_bytes()) - 4) + b"\1\0\0\0")
    assert catalogue.verify(info) == ["block.files has changed"]


def test_a_set_that_needs_approval_is_not_matched_before_it(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[hashsets]\nrequire_approval = true\n")
    info = made(tmp_path, {"known": content(1, 4)}).info
    catalogue = Catalogue(tmp_path / "hashsets")
    assert catalogue.block_sets() == []
    catalogue.approve(info, "another person")
    assert catalogue.block_sets() == [info]


@pytest.mark.parametrize("size", [0, 100, 4095, 1 << 21])
def test_a_size_that_blocks_cannot_have_is_refused(tmp_path: Path, size: int) -> None:
    if not size:
        size = -512
    with pytest.raises(HashSetError, match="multiple of 512"):
        made(tmp_path, {"known": content(1, 4)}, size=size)


def test_files_without_a_block_to_match_make_no_set(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="no block in pieces identifies a file"):
        made(tmp_path, {"zeros": bytes(5 * SIZE), "short": b"abc"})
    assert Catalogue(tmp_path / "hashsets").stored() == []


def test_a_list_that_holds_a_plain_block_matches_nothing_by_it(tmp_path: Path) -> None:
    zeros = bytes(SIZE)
    lines = "".join(f"{md5(block).hexdigest()}\n" for block in (zeros, content(1, 1)))
    info = made(tmp_path, {"list.txt": lines.encode()}, lists="auto", size=SIZE).info
    matcher = BlockMatcher([info])
    found = list(matcher.match(zeros + content(1, 1) + zeros, SIZE))
    assert [match.offset for match in found] == [SIZE]
    assert dict(matcher.suppressed) == {LeftOut.UNIFORM: 2}


def test_sets_of_several_sizes_and_digests_are_searched_as_one(tmp_path: Path) -> None:
    known = content(1, 4)
    one = made(tmp_path, {"known": known}, "large").info
    two = made(tmp_path, {"known": known}, "small", size=512).info
    matcher = BlockMatcher([one, two])
    assert matcher.sizes == (512, SIZE)
    assert len(list(matcher.match(known, SIZE))) == 4
    assert len(list(matcher.match(known, 512))) == 32

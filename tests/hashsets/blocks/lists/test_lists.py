import io
import json
import shutil
import subprocess
from hashlib import md5, sha1, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.blocks.lists import LISTS, recognised
from hashsets.blocks.lists.base import BlockList
from hashsets.blocks.matching import BlockMatcher
from hashsets.blocks.records import Block, KnownFile, LeftOut, ShortBlock
from hashsets.records import BadRecord, HashSetError
from tests.hashsets.blocks.making import SIZE, content, made

KNOWN = content(1, 5, rest=700)
OTHER = content(2, 2)


def pieces(body: bytes) -> list[bytes]:
    return [body[at : at + SIZE] for at in range(0, len(body), SIZE)]


def place(number: int, piece: bytes) -> str:
    return f"offset {number * SIZE}-{number * SIZE + len(piece) - 1}"


def md5deep_list() -> bytes:
    return b"".join(
        f"{md5(piece).hexdigest()}  /k/{name} {place(n, piece)}\n".encode()
        for name, body in (("known", KNOWN), ("other", OTHER))
        for n, piece in enumerate(pieces(body))
    )


def hashdeep_list() -> bytes:
    head = "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /k\n## \n"
    rows = "".join(
        f"{len(piece)},{md5(piece).hexdigest()},{sha256(piece).hexdigest()},/k/a, b "
        f"{place(n, piece)}\n"
        for n, piece in enumerate(pieces(KNOWN))
    )
    return (head + rows).encode()


def dfxml_list() -> bytes:
    runs = "".join(
        f"<byte_run file_offset='{n * SIZE}' len='{len(piece)}'>"
        f"<hashdigest type='SHA1'>{sha1(piece).hexdigest()}</hashdigest></byte_run>"
        for n, piece in enumerate(pieces(KNOWN))
    )
    whole = f"<hashdigest type='SHA1'>{sha1(KNOWN).hexdigest()}</hashdigest>"
    return (
        "<?xml version='1.0'?><dfxml xmlns='http://example.org/x'><creator/><fileobject>"
        f"<filename>known</filename><filesize>{len(KNOWN)}</filesize>{runs}{whole}"
        "</fileobject></dfxml>"
    ).encode()


def hashdb_list(pairs: str = "source_sub_counts") -> bytes:
    file = md5(KNOWN).hexdigest()
    lines = [
        {"file_hash": file, "filesize": len(KNOWN), "name_pairs": ["repository", "/k/known"]},
        *(
            {
                "block_hash": md5(piece).hexdigest(),
                "k_entropy": 7900,
                "block_label": "",
                pairs: [file, n * SIZE if pairs == "source_offset_pairs" else 1],
            }
            for n, piece in enumerate(pieces(KNOWN)[:-1])
        ),
    ]
    return b"# command: hashdb export\n" + b"".join(json.dumps(x).encode() + b"\n" for x in lines)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("md5deep", md5deep_list()),
        ("md5deep", hashdeep_list()),
        ("dfxml", dfxml_list()),
        ("hashdb", hashdb_list()),
        ("hashdb", hashdb_list("source_offset_pairs")),
        ("plain", f"# pieces\n{md5(OTHER[:SIZE]).hexdigest()}\n".encode()),
    ],
)
def test_a_list_is_recognised_by_its_beginning(name: str, text: bytes) -> None:
    known = recognised(text)
    assert known
    assert known.name == name


@pytest.mark.parametrize("text", [md5deep_list(), hashdeep_list(), dfxml_list()])
def test_a_list_of_pieces_leads_back_to_the_file_and_the_place(tmp_path: Path, text: bytes) -> None:
    info = made(tmp_path, {"list": text}, lists="auto").info
    (match,) = BlockMatcher([info]).match(KNOWN[3 * SIZE : 4 * SIZE], SIZE)
    assert match.file_offset == 3 * SIZE
    assert match.origin.label in ("known", "a, b")
    assert info.manifest.blocks
    assert info.manifest.blocks.short == 1


def test_dfxml_tells_the_digest_of_the_whole_file(tmp_path: Path) -> None:
    info = made(tmp_path, {"list": dfxml_list()}, lists="dfxml").info
    (match,) = BlockMatcher([info]).match(KNOWN[:SIZE], SIZE)
    assert match.origin.identity == f"sha1:{sha1(KNOWN).hexdigest()}"
    assert match.origin.file_size == len(KNOWN)


@pytest.mark.parametrize(
    ("pairs", "place"), [("source_sub_counts", None), ("source_offset_pairs", 2 * SIZE)]
)
def test_hashdb_names_the_file_and_in_version_2_the_place(
    tmp_path: Path, pairs: str, place: int | None
) -> None:
    info = made(tmp_path, {"list": hashdb_list(pairs)}, lists="auto", size=SIZE).info
    (match,) = BlockMatcher([info]).match(KNOWN[2 * SIZE : 3 * SIZE], SIZE)
    assert (match.origin.label, match.file_offset) == ("known", place)
    assert match.origin.identity == f"md5:{md5(KNOWN).hexdigest()}"


def test_what_hashdb_labels_as_common_is_left_out(tmp_path: Path) -> None:
    lines = [
        {"block_hash": md5(bytes([n])).hexdigest(), "block_label": label}
        for n, label in enumerate(["", "R", "H", "W", "M"])
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    info = made(tmp_path, {"list": text}, lists="hashdb", size=512).info
    assert info.counts == {"md5": 1}
    assert info.manifest.blocks
    assert info.manifest.blocks.left_out == {
        LeftOut.HISTOGRAM: 1,
        LeftOut.LISTED: 1,
        LeftOut.RAMP: 1,
        LeftOut.WHITESPACE: 1,
    }


def test_a_list_that_does_not_say_its_block_size_needs_to_be_told(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match="give the size"):
        made(tmp_path, {"list": hashdb_list()}, lists="auto")


def test_pieces_of_another_size_are_told_as_such(tmp_path: Path) -> None:
    text = f"{md5(b'a').hexdigest()}  a offset 0-8191\n".encode() + md5deep_list()
    report = made(tmp_path, {"list": text}, lists="md5deep")
    assert report.counts.bad == 1
    assert "no block of 4096 bytes" in report.bad[0].reason


@pytest.mark.parametrize("program", ["md5deep", "sha1deep", "sha256deep", "hashdeep"])
@pytest.mark.parametrize("option", ["", "-d"])
def test_what_md5deep_prints_is_read(tmp_path: Path, program: str, option: str) -> None:
    if not shutil.which(program):
        pytest.skip("no md5deep")
    (tmp_path / "known").write_bytes(KNOWN)
    words = [program, "-p", str(SIZE), *([option] if option else []), str(tmp_path / "known")]
    text = subprocess.run(words, capture_output=True, check=True).stdout
    info = made(tmp_path, {"list": text}, lists="auto").info
    found = [match.file_offset for match in BlockMatcher([info]).match(KNOWN, SIZE)]
    assert found == [n * SIZE for n in range(5)]


seeds = st.sampled_from(
    [md5deep_list(), hashdeep_list(), dfxml_list(), hashdb_list(), hashdb_list("x"), b""]
)


@given(
    st.sampled_from(LISTS),
    seeds,
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=5),
    st.integers(0, 3000),
)
def test_no_reader_fails_whatever_a_list_holds(
    known: BlockList, text: bytes, edits: list[tuple[int, bytes]], end: int
) -> None:
    damaged = bytearray(text)
    for at, some in edits:
        damaged[at : at + len(some)] = some
    for found in known.read(io.BytesIO(bytes(damaged[:end])), SIZE):
        assert isinstance(found, KnownFile | Block | ShortBlock | BadRecord)
        if isinstance(found, Block) and not found.left_out:
            assert found.digests

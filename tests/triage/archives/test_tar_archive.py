import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.building import tarred, tarred_infos
from tests.triage.archives.reading import contents, listed, opened, read
from triage.archives.base import Member
from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import Clock, Kind

MODES = ("w", "w:gz", "w:bz2", "w:xz")
FORMS = (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)
FILES = st.lists(
    st.tuples(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0/"),
            min_size=1,
            max_size=150,
        ),
        st.binary(max_size=3000),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda pair: pair[0],
)


@given(FILES, st.sampled_from(MODES), st.sampled_from(FORMS))
def test_what_tarfile_writes_is_read_back(
    files: list[tuple[str, bytes]], mode: str, form: int
) -> None:
    assert contents(tarred(files, mode, form)) == {name.encode(): body for name, body in files}


@pytest.mark.parametrize("mode", MODES)
def test_members_are_found_by_ordinal_and_read_in_any_order(mode: str) -> None:
    files = [(f"{n}", bytes([n]) * (50_000 + n)) for n in range(20)]
    archive = opened(tarred(files, mode))
    for ordinal in (7, 19, 0, 7, 12):
        content = archive.content(Member(ordinal=ordinal, name=b"", kind=Kind.FILE))
        assert content.read(40_000, 10**6) == bytes([ordinal]) * (10_000 + ordinal)
    with pytest.raises(Unexamined):
        archive.member(20)


def test_listing_twice_gives_the_same() -> None:
    archive = opened(tarred([("a", b"1"), ("b", b"22")]))
    assert list(archive.members()) == list(archive.members())


def test_ascending_members_of_a_compressed_tar_cost_one_pass() -> None:
    class Counted:
        def __init__(self, data: bytes) -> None:
            self.data, self.size, self.total = data, len(data), 0

        def read(self, offset: int, length: int) -> bytes:
            piece = self.data[offset : offset + length]
            self.total += len(piece)
            return piece

    from random import Random

    from triage.archives.limits import ArchiveLimits
    from triage.archives.opening import open_archive

    chance = Random(1)
    data = tarred([(f"{n}", chance.randbytes(1 << 20)) for n in range(12)], "w:gz")
    counted = Counted(data)
    archive = open_archive(counted, ArchiveLimits())
    for member in archive.members():
        assert isinstance(member, Member)
        assert len(read(archive, member)) == 1 << 20
    assert counted.total < len(data) * 1.1


def info(name: str, kind: bytes, **fields: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    for key, value in fields.items():
        setattr(made, key, value)
    return made


def test_each_type_of_member_is_what_it_is() -> None:
    infos = [
        info("file", tarfile.REGTYPE, size=3),
        info("folder", tarfile.DIRTYPE),
        info("soft", tarfile.SYMTYPE, linkname="file"),
        info("hard", tarfile.LNKTYPE, linkname="file"),
        info("char", tarfile.CHRTYPE),
        info("block", tarfile.BLKTYPE),
        info("fifo", tarfile.FIFOTYPE),
        info("unheard-of", b"Z", size=5),
    ]
    members, faults = listed(opened(tarred_infos(infos)))
    assert faults == []
    assert [m.kind for m in members] == [
        Kind.FILE,
        Kind.DIRECTORY,
        Kind.SYMLINK,
        Kind.OTHER,
        Kind.DEVICE,
        Kind.DEVICE,
        Kind.FIFO,
        Kind.FILE,
    ]


def test_a_hard_link_has_no_content_of_its_own() -> None:
    archive = opened(tarred_infos([info("a", tarfile.LNKTYPE, linkname="b")]))
    with pytest.raises(Unexamined) as failure:
        archive.content(archive.member(0))
    assert failure.value.reason is Reason.UNSUPPORTED_FORMAT


def test_pax_times_keep_their_fractions() -> None:
    times = {
        "mtime": "1350244992.023960108",
        "atime": "-1.5",
        "ctime": "7",
        "LIBARCHIVE.creationtime": "8.25",
    }
    made = info("a", tarfile.REGTYPE, pax_headers=times)
    members, _ = listed(opened(tarred_infos([made])))
    assert members[0].modified == 1_350_244_992_023_960_108
    assert members[0].accessed == -1_500_000_000
    assert members[0].changed == 7 * 10**9
    assert members[0].created == 8_250_000_000
    assert members[0].clock is Clock.UTC


def test_a_header_for_all_members_gives_the_times_they_lack() -> None:
    out = io.BytesIO()
    shared = {"atime": "5", "mtime": "6"}
    with tarfile.open(fileobj=out, mode="w", pax_headers=shared) as archive:
        archive.addfile(info("a", tarfile.REGTYPE, mtime=9))
        archive.addfile(info("b", tarfile.REGTYPE, pax_headers={"atime": "7"}))
    reader = opened(out.getvalue())
    assert [reader.member(n).accessed for n in (1, 0)] == [7 * 10**9, 5 * 10**9]


def test_names_in_no_known_encoding_are_kept_as_bytes() -> None:
    data = bytearray(tarred([("abc", b"x")], form=tarfile.USTAR_FORMAT))
    data[0:3] = b"\xff\xfe\x80"
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:512]))
    assert contents(bytes(data)) == {b"\xff\xfe\x80": b"x"}


def test_a_name_split_into_prefix_and_name_is_joined() -> None:
    name = "p" * 150 + "/" + "n" * 90
    assert contents(tarred([(name, b"x")], form=tarfile.USTAR_FORMAT)) == {name.encode(): b"x"}


def test_a_tar_behind_the_end_of_another_is_read_too() -> None:
    data = tarred([("a", b"1")]) + tarred([("hidden", b"2")])
    assert contents(data) == {b"a": b"1", b"hidden": b"2"}


def test_old_tars_without_magic_are_read() -> None:
    data = bytearray(tarred([("a", b"old")], form=tarfile.USTAR_FORMAT))
    data[257:265] = bytes(8)
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:512]))
    assert contents(bytes(data)) == {b"a": b"old"}

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.building import (
    DATE,
    METHODS,
    central,
    deflated,
    ended,
    every_method,
    local,
    one_member,
    zipped,
    zipped_through_a_pipe,
)
from tests.triage.archives.reading import contents, listed, opened, read
from triage.archives.base import Member
from triage.content import Unexamined
from triage.reasons import Reason
from triage.records import Clock, Kind

FILES = st.lists(
    st.tuples(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\"),
            min_size=1,
            max_size=20,
        ),
        st.binary(max_size=3000),
    ),
    max_size=6,
    unique_by=lambda pair: pair[0],
)


@given(FILES, st.sampled_from(METHODS), st.binary(max_size=50), st.binary(max_size=50))
def test_what_zipfile_writes_is_read_back(
    files: list[tuple[str, bytes]], method: int, comment: bytes, prefix: bytes
) -> None:
    prefix = b"\x7fELF" + prefix if prefix and files else b""
    data = prefix + zipped(files, method, comment)
    assert contents(data) == {_stored(name): body for name, body in files}


def _stored(name: str) -> bytes:
    return name.encode()


@given(FILES)
def test_sizes_are_found_where_only_a_data_descriptor_follows_the_data(
    files: list[tuple[str, bytes]],
) -> None:
    assert contents(zipped_through_a_pipe(files)) == {_stored(n): body for n, body in files}


def test_members_come_in_the_order_of_their_bytes_whatever_the_directory_says() -> None:
    bodies = [local(b"%d" % n, deflated(b"x%d" % n), 2, 0) for n in range(3)]
    places = [0, len(bodies[0]), len(bodies[0]) + len(bodies[1])]
    records = [central(b"%d" % n, places[n], 4, 2, 0) for n in (2, 0, 1)]
    members, _ = listed(opened(ended(b"".join(bodies), records)))
    assert [(m.ordinal, m.name) for m in members] == [(0, b"0"), (1, b"1"), (2, b"2")]


def test_a_member_is_found_by_its_ordinal_in_a_process_that_did_not_list() -> None:
    data = every_method()
    members, _ = listed(opened(data))
    for member in reversed(members):
        fresh = opened(data)
        assert fresh.member(member.ordinal) == member
    bare = Member(ordinal=2, name=b"", kind=Kind.FILE)
    assert read(opened(data), bare) == b"some text " * 30


def test_any_part_of_a_member_can_be_read_in_any_order() -> None:
    body = bytes(range(256)) * 5000
    for method in METHODS:
        archive = opened(zipped([("a", body)], method))
        content = archive.content(Member(ordinal=0, name=b"", kind=Kind.FILE))
        for offset, length in ((1_000_000, 40), (5, 7), (1_279_990, 100), (0, 3), (2**40, 5)):
            assert content.read(offset, length) == body[offset : offset + length]


def test_two_members_of_one_name_are_two_members() -> None:
    bodies = [local(b"same", deflated(b"x%d" % n), 2, 0) for n in range(2)]
    records = [central(b"same", n * len(bodies[0]), 4, 2, 0) for n in range(2)]
    members, faults = listed(opened(ended(b"".join(bodies), records)))
    assert [m.name for m in members] == [b"same", b"same"]
    assert faults == []


@pytest.mark.parametrize(
    "name",
    [b"../../etc/passwd", b"/absolute", b"", b"a\0b", b"\xff\xfe\x80", b"a\\b.jpg", b"n" * 60_000],
)
def test_hostile_names_are_kept_as_they_are(name: bytes) -> None:
    archive = opened(one_member(b"content", name=name))
    members, faults = listed(archive)
    assert [m.name for m in members] == [name]
    assert faults == []
    assert read(archive, members[0]) == b"content"


def test_unix_modes_tell_what_is_not_a_file() -> None:
    kinds = {
        0o100644: Kind.FILE,
        0o040755: Kind.DIRECTORY,
        0o120777: Kind.SYMLINK,
        0o010644: Kind.FIFO,
        0o140644: Kind.SOCKET,
        0o020644: Kind.DEVICE,
        0o060644: Kind.DEVICE,
    }
    for mode, kind in kinds.items():
        members, _ = listed(opened(one_member(b"", mode=mode)))
        assert members[0].kind is kind


def test_a_directory_or_device_with_content_is_a_file_all_the_same() -> None:
    for mode in (0o040755, 0o020644, 0o010644):
        members, _ = listed(opened(one_member(b"a picture", mode=mode)))
        assert members[0].kind is Kind.FILE
    assert contents(one_member(b"a picture", name=b"folder/")) == {b"folder/": b"a picture"}
    members, _ = listed(opened(one_member(b"p" * 5000, mode=0o120777)))
    assert members[0].kind is Kind.FILE


def test_times_without_extra_fields_are_of_an_unknown_zone() -> None:
    members, _ = listed(opened(zipped([("a", b"")])))
    assert members[0].clock is Clock.LOCAL_UNKNOWN
    assert members[0].modified == 1_577_934_246 * 10**9


def test_a_member_that_needs_a_password_is_listed_as_encrypted() -> None:
    data = bytearray(zipped([("secret.jpg", b"x" * 100)]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive = opened(bytes(data))
    members, _ = listed(archive)
    assert members[0].reason is Reason.ENCRYPTED
    with pytest.raises(Unexamined) as failure:
        archive.content(members[0])
    assert failure.value.reason is Reason.ENCRYPTED


def test_an_unknown_compression_method_is_named() -> None:
    data = bytearray(zipped([("a", b"x" * 100)]))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9
    members, _ = listed(opened(bytes(data)))
    assert members[0].reason is Reason.UNSUPPORTED_FORMAT
    assert members[0].detail == "zip compression method 9"


def test_an_archive_of_nothing_is_empty() -> None:
    assert listed(opened(zipped([]))) == ([], [])


def test_zip64_sizes_of_a_single_member_are_understood() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        with archive.open(zipfile.ZipInfo("a", DATE), "w", force_zip64=True) as member:
            member.write(b"x" * 1000)
        archive.writestr(zipfile.ZipInfo("b", DATE), b"y")
    assert contents(out.getvalue()) == {b"a": b"x" * 1000, b"b": b"y"}


def test_jpegs_zip_gives_the_jpegs_that_zipfile_gives(shared: Path) -> None:
    file = shared / "carving" / "jpegs.zip"
    with zipfile.ZipFile(file) as oracle:
        expected = {info.filename.encode(): oracle.read(info) for info in oracle.infolist()}
    found = contents(file.read_bytes())
    assert found == expected
    assert all(body.startswith(b"\xff\xd8\xff") for body in found.values())
    members, _ = listed(opened(file.read_bytes()))
    assert {m.clock for m in members} == {Clock.UTC}

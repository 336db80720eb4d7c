import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.archives.building import tarred, zipped
from tests.triage.archives.reading import contents, opened
from triage.archives.opening import archive_kind
from triage.content import Unexamined
from triage.reasons import Reason

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
TAR = tarred([("a", b"content")])


def test_archives_are_told_by_their_content() -> None:
    assert archive_kind(zipped([("a", b"")])) == "zip"
    assert archive_kind(zipped([])) == "zip"
    assert archive_kind(TAR) == "tar"
    assert archive_kind(b"\xff\xd8\xff" + bytes(600)) is None
    assert archive_kind(bytes(8192)) is None
    assert archive_kind(b"") is None


@given(st.binary(max_size=2000))
def test_random_bytes_are_no_tar(head: bytes) -> None:
    assert archive_kind(head) != "tar"


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_tar_is_a_tar(kind: str) -> None:
    data = COMPRESS[kind](TAR)
    assert archive_kind(data[:512]) == kind
    assert opened(data).kind == "tar"
    assert contents(data) == {b"a": b"content"}


@pytest.mark.parametrize("kind", COMPRESS)
def test_streams_one_after_another_and_padding_are_one_tar(kind: str) -> None:
    compress = COMPRESS[kind]
    data = compress(TAR[:700]) + compress(TAR[700:]) + bytes(512)
    assert contents(data) == {b"a": b"content"}


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_file_that_holds_no_tar_is_named(kind: str) -> None:
    with pytest.raises(Unexamined) as failure:
        opened(COMPRESS[kind](b"just text " * 1000))
    assert failure.value.reason is Reason.UNSUPPORTED_FORMAT
    assert failure.value.detail == f"{kind} data without a tar inside"


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_damaged_compressed_stream_is_damage(kind: str) -> None:
    data = bytearray(COMPRESS[kind](TAR))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(Unexamined) as failure:
        contents(bytes(data))
    assert failure.value.reason is Reason.DAMAGED


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(Unexamined):
        opened(b"\xff\xd8\xff" + bytes(100_000))

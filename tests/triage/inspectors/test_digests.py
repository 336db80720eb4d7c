import hashlib

from hypothesis import given
from hypothesis import strategies as st

from tests.triage.inspectors.examine import gaps, run, subject
from triage.inspectors.base import WHOLE_BYTES, Subject
from triage.inspectors.digests import MAX_HOLE_BYTES, DigestInspector
from triage.records import Digests


class Holes:
    """Content that stores little of what it claims."""

    def __init__(self, size: int, allocated_bytes: int) -> None:
        self.size = size
        self.allocated_bytes = allocated_bytes

    def read(self, offset: int, length: int) -> bytes:
        return bytes(min(length, self.size - offset))


class Short(Holes):
    """Content that ends early."""

    def read(self, offset: int, length: int) -> bytes:
        return b"" if offset else b"x" * 10


def with_content(content: Holes) -> Subject:
    made = subject(b"")
    made.content = content
    return made


@given(st.binary(max_size=5000))
def test_the_digests_are_those_of_hashlib(data: bytes) -> None:
    (found,) = run(DigestInspector(), subject(data))
    assert found == Digests(
        md5=hashlib.md5(data).digest(),
        sha1=hashlib.sha1(data).digest(),
        sha256=hashlib.sha256(data).digest(),
    )


def test_content_larger_than_is_held_whole_is_digested_in_pieces() -> None:
    size = WHOLE_BYTES + 12345
    (found,) = run(DigestInspector(), with_content(Holes(size, size)))
    assert isinstance(found, Digests)
    assert found.sha256 == hashlib.sha256(bytes(size)).digest()


def test_a_file_that_is_nearly_all_hole_is_a_gap_and_not_read() -> None:
    found = run(DigestInspector(), with_content(Holes(8 << 40, 4096)))
    assert gaps(found) == [("sparse", f"{8 << 40} bytes, of which 4096 stored")]


def test_a_file_with_a_small_hole_is_digested() -> None:
    (found,) = run(DigestInspector(), with_content(Holes(1 << 20, 0)))
    assert isinstance(found, Digests)
    assert MAX_HOLE_BYTES > 1 << 20


def test_content_that_ends_early_has_no_digest() -> None:
    assert gaps(run(DigestInspector(), with_content(Short(100, 100)))) == [
        ("unreadable", "content ends at byte 10 of 100")
    ]


def test_empty_content_has_the_digests_of_nothing() -> None:
    (found,) = run(DigestInspector(), subject(b""))
    assert isinstance(found, Digests)
    assert found.md5.hex() == "d41d8cd98f00b204e9800998ecf8427e"

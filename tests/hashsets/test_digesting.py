import hashlib
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.digesting import PlainTripleDigest, triple_digest
from hashsets.inner_loops import LOOPS

needs_native = pytest.mark.skipif(LOOPS is None or not LOOPS.TRIPLE, reason="no SHA instructions")


def expected(content: bytes) -> tuple[bytes, bytes, bytes]:
    return (
        hashlib.md5(content).digest(),
        hashlib.sha1(content).digest(),
        hashlib.sha256(content).digest(),
    )


@given(st.lists(st.binary(max_size=300), max_size=12))
def test_the_digests_are_those_of_hashlib_however_the_content_is_cut(parts: list[bytes]) -> None:
    for state in (triple_digest(), PlainTripleDigest()):
        for part in parts:
            state.update(part)
        assert state.digest() == expected(b"".join(parts))


def test_every_length_around_a_block_pads_as_published() -> None:
    for length in range(260):
        content = bytes(range(256)) * 2
        state = triple_digest()
        state.update(content[:length])
        assert state.digest() == expected(content[:length]), length


def test_asking_for_the_digests_does_not_end_them() -> None:
    state = triple_digest()
    state.update(b"a skerry")
    assert state.digest() == expected(b"a skerry")
    state.update(b" and a light")
    assert state.digest() == expected(b"a skerry and a light")


def test_published_digests_of_a_million_letters_are_met() -> None:
    # RFC 1321's own suite ends earlier; FIPS 180-2, appendices A.3 and B.3
    state = triple_digest()
    for _ in range(1000):
        state.update(b"a" * 1000)
    assert [digest.hex() for digest in state.digest()] == [
        "7707d6ae4e027c70eea2a935c2296f21",
        "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    ]


@needs_native
def test_two_threads_digest_at_once_without_mixing() -> None:
    contents = [bytes([number]) * (3 << 20) for number in range(4)]
    found: dict[int, tuple[bytes, bytes, bytes]] = {}

    def digest(number: int) -> None:
        state = triple_digest()
        state.update(contents[number])
        found[number] = state.digest()

    threads = [threading.Thread(target=digest, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(4)] == [expected(content) for content in contents]


@needs_native
def test_what_is_no_buffer_is_refused() -> None:
    with pytest.raises(TypeError):
        triple_digest().update("text")  # type: ignore[arg-type]

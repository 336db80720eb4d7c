import gzip
import random
from pathlib import Path

import pytest

from triage.sampling.kinds import Kind, kind_of

SIZE = 4096


def blocks(body: bytes, size: int = SIZE) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body) - size + 1, size)]


@pytest.mark.parametrize("size", [512, 4096, 65536])
@pytest.mark.parametrize("pattern", [b"\0", b"\xff", b"ab", b"\1\2\3\4\5", bytes(range(16))])
def test_a_block_of_a_few_bytes_over_and_over_is_empty(pattern: bytes, size: int) -> None:
    assert kind_of((pattern * size)[:size]) is Kind.EMPTY


@pytest.mark.parametrize("size", [512, 4096, 65536])
def test_what_is_random_looks_random(size: int) -> None:
    body = random.Random(size).randbytes(64 * size)
    assert {kind_of(block) for block in blocks(body, size)} == {Kind.HIGH}


def test_compressed_text_looks_random_and_text_does_not() -> None:
    some = ["some", "of", "the", "words", "that", "people", "write", "down"]
    words = random.Random(1).choices(some, k=90_000)
    text = " ".join(words).encode()
    assert {kind_of(block) for block in blocks(text)} == {Kind.OTHER}
    assert {kind_of(block) for block in blocks(gzip.compress(text)[SIZE:])} == {Kind.HIGH}


def test_a_phones_photograph_mostly_looks_random(shared: Path) -> None:
    body = (shared / "exif" / "IMG_2927.HEIC").read_bytes()
    kinds = [kind_of(block) for block in blocks(body)]
    assert kinds.count(Kind.HIGH) > 0.95 * len(kinds)

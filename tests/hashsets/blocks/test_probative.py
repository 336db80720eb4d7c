import struct
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.blocks.probative import left_out, repeats
from hashsets.blocks.records import LeftOut
from tests.hashsets.blocks.making import content

SIZE = 4096


def why(block: bytes) -> LeftOut | None:
    return left_out(np.frombuffer(block, np.uint8).reshape(1, -1))[0]


def counting(rising: int) -> bytes:
    """A block of which ``rising`` words are the one before plus one."""
    words = list(range(rising + 1))
    words += [(7919 * n * n + 5) & 0xFFFFFFFF for n in range(1, 1024 - len(words) + 1)]
    return struct.pack("<1024I", *words)


def plainly(block: bytes) -> set[LeftOut]:
    """All rules that hold, as they are written down."""
    words = struct.unpack(f"<{len(block) // 4}I", block)
    rises = sum(b == (a + 1) % 2**32 for a, b in pairwise(words))
    counts = Counter(words)
    periods = [p for p in range(1, 17) if block[p:] == block[:-p]]
    found = {
        LeftOut.UNIFORM: len(set(block)) == 1,
        LeftOut.REPEATING: bool(periods),
        LeftOut.RAMP: rises > len(block) // 8,
        LeftOut.HISTOGRAM: len(counts) < 3 or max(counts.values()) > len(block) // 16,
        LeftOut.WHITESPACE: sum(b in b" \t\n\v\f\r" for b in block) * 4 >= 3 * len(block),
    }
    return {reason for reason, holds in found.items() if holds}


def test_what_is_in_no_other_file_identifies() -> None:
    assert why(content(1, 1)) is None


@pytest.mark.parametrize("byte", [0, 0x20, 0x7F, 0xFF])
def test_a_block_of_one_byte_is_uniform(byte: int) -> None:
    assert why(bytes([byte]) * SIZE) is LeftOut.UNIFORM


@pytest.mark.parametrize("period", range(2, 17))
def test_a_block_that_repeats_a_few_bytes_is_repeating(period: int) -> None:
    pattern = content(period, 1)[:period]
    assert why((pattern * SIZE)[:SIZE]) is LeftOut.REPEATING


def test_a_block_half_of_which_counts_up_is_a_ramp() -> None:
    assert why(counting(513)) is LeftOut.RAMP
    assert why(counting(512)) is None


def test_a_block_with_one_value_more_than_256_times_is_left_out() -> None:
    noise = content(3, 1)
    assert why(b"\x12\x34\x56\x78" * 257 + noise[257 * 4 :]) is LeftOut.HISTOGRAM
    assert why(b"\x12\x34\x56\x78" * 256 + noise[256 * 4 :]) is None


def test_a_block_three_quarters_of_which_is_white_space_is_left_out() -> None:
    noise = bytes(0x80 | byte for byte in content(4, 1))
    white = bytes(b" \t\n\v\f\r"[byte % 6] for byte in content(5, 1))
    assert why(white[: 3 * 1024] + noise[3 * 1024 :]) is LeftOut.WHITESPACE
    assert why(white[: 3 * 1024 - 1] + noise[3 * 1024 - 1 :]) is None


words = st.sampled_from([b"\0\0\0\0", b"    ", b"\1\0\0\0", b"\2\0\0\0", b"\xff\xd8\xff\xe0"])


@given(st.lists(words, min_size=1, max_size=40), st.integers(0, 512), st.integers(0, 2**32))
def test_the_rules_are_those_that_are_written_down(
    some: list[bytes], noise: int, seed: int
) -> None:
    block = (b"".join(some) * 512)[: 512 - noise] + content(seed, 1)[:noise]
    holds = plainly(block)
    assert why(block) == next((reason for reason in LeftOut if reason in holds), None)
    assert repeats(block) == (LeftOut.REPEATING in holds)

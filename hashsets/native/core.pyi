import numpy as np
from numpy.typing import NDArray

from hashsets.index.types import Buffer, PartTable

NAME: str

def use(instructions: str) -> None: ...
def build_part(
    entries: Buffer,
    words: int,
    start: int,
    bits: int,
    signature_start: int,
    offsets: NDArray[np.uint32],
    signatures: NDArray[np.uint16],
    ids: NDArray[np.uint32],
) -> None: ...
def search(
    index: Buffer,
    entries: Buffer,
    words: int,
    parts: tuple[PartTable, ...],
    hashes: Buffer,
    radius: int,
) -> bytes: ...
def scan(entries: Buffer, words: int, hashes: Buffer, radius: int) -> bytes: ...
def build_buckets(digests: Buffer, width: int, bits: int, offsets: NDArray[np.uint32]) -> None: ...
def find(
    digests: Buffer,
    width: int,
    bits: int,
    offsets: Buffer,
    keys: Buffer,
    first: NDArray[np.uint32],
    found: NDArray[np.uint32],
) -> None: ...
def find_one(
    digests: Buffer, width: int, bits: int, offsets: Buffer, key: Buffer
) -> tuple[int, int]: ...
def sort_run(
    digests: Buffer,
    records: Buffer,
    width: int,
    sorted_digests: NDArray[np.uint8],
    sorted_records: NDArray[np.uint32],
) -> None: ...
def merge_runs(
    digests: Buffer,
    records: Buffer,
    width: int,
    following: NDArray[np.uint64],
    end: NDArray[np.uint64],
    merged_digests: NDArray[np.uint8],
    merged_records: NDArray[np.uint32],
) -> int: ...

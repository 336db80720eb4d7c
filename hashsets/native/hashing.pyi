import numpy as np
from numpy.typing import NDArray

from hashsets.index.types import Buffer

TRIPLE: bool

class TripleDigest:
    def update(self, data: Buffer, /) -> None: ...
    def digest(self) -> tuple[bytes, bytes, bytes]: ...

def sum_rows(
    pixels: Buffer,
    top: int,
    height: int,
    width: int,
    channels: int,
    first: NDArray[np.int32],
    count: NDArray[np.int32],
    weights: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None: ...
def lanczos(size: int, low: float, high: float, outputs: int) -> tuple[bytes, bytes, bytes]: ...
def resize(
    pixels: Buffer,
    height: int,
    width: int,
    across: tuple[bytes, bytes, bytes],
    down: tuple[bytes, bytes, bytes],
) -> bytes: ...

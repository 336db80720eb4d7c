"""The eight orientations of a picture, and what they do to its cosine coefficients.

A transform names what must be done to the *query* picture to make it equal the set's: ``mirror``
swaps left and right; ``rotate90`` turns clockwise by 90 degrees; a combined name does the mirroring
first and the turning second. A picture that was turned clockwise by 90 degrees after its hash went
into a set is therefore found with ``rotate270``.
"""

from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

TRANSFORMS: tuple[str, ...] = (
    "none",
    "rotate90",
    "rotate180",
    "rotate270",
    "mirror",
    "mirror-rotate90",
    "mirror-rotate180",
    "mirror-rotate270",
)
"""In the order in which every eightfold hash is laid out; ties take the first listed."""

Number = TypeVar("Number", np.uint8, np.float64)


def transformed(pixels: NDArray[Number], transform: str) -> NDArray[Number]:
    """``pixels`` (rows first) after ``transform``; raises ``ValueError`` for an unknown name."""
    number = TRANSFORMS.index(transform)
    upright = pixels[:, ::-1] if number >= 4 else pixels
    return np.rot90(upright, -(number % 4))


Held = TypeVar("Held", np.float64, np.bool_)


class Flips(NamedTuple, Generic[Held]):
    """A square array of a picture as it stands, and of its three flips."""

    none: NDArray[Held]
    upside_down: NDArray[Held]
    mirror: NDArray[Held]
    both: NDArray[Held]


def turned(flips: Flips[Held]) -> tuple[NDArray[Held], ...]:
    """The arrays of the eight transformed pictures, in listed order: flips and their transposes.

    It holds for whatever is made of rows and columns alike, as samples and cosine coefficients are.
    """
    none, upside_down, mirror, both = flips
    return (none, upside_down.T, both, mirror.T, mirror, both.T, upside_down, none.T)


def orientations(
    coefficients: NDArray[np.float64], first_frequency: int
) -> tuple[NDArray[np.float64], ...]:
    """The cosine (DCT-II) coefficients of the eight transformed pictures, in listed order.

    ``coefficients`` is square; row and column k hold frequency ``first_frequency + k``. Reversing a
    signal multiplies its coefficient of frequency f by (-1)**f, and turning a picture is a
    reversal and a transposition, so no transform needs the pixels again.
    """
    frequencies = np.arange(first_frequency, first_frequency + len(coefficients))
    signs = np.where(frequencies % 2, -1.0, 1.0)
    across = coefficients * signs
    return (
        coefficients,
        (coefficients * signs[:, None]).T,
        across * signs[:, None],
        across.T,
        across,
        (across * signs[:, None]).T,
        coefficients * signs[:, None],
        coefficients.T,
    )

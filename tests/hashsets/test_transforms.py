import numpy as np
import pytest
import scipy.fft

from hashsets.transforms import TRANSFORMS, Flips, orientations, transformed, turned


def test_the_eight_orientations_are_all_different_and_start_with_none() -> None:
    grid = np.arange(9, dtype=np.float64).reshape(3, 3)
    turned = {transformed(grid, name).tobytes() for name in TRANSFORMS}
    assert TRANSFORMS[0] == "none"
    assert len(turned) == len(TRANSFORMS) == 8


def test_rotate90_turns_clockwise_and_mirror_swaps_left_and_right() -> None:
    grid = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert transformed(grid, "rotate90").tolist() == [[3, 1], [4, 2]]
    assert transformed(grid, "mirror").tolist() == [[2, 1], [4, 3]]
    assert transformed(grid, "mirror-rotate90").tolist() == [[4, 2], [3, 1]]


def test_an_unknown_transform_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        transformed(np.zeros((2, 2)), "upside-down")


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("name", TRANSFORMS)
def test_turning_coefficients_equals_turning_the_pixels(name: str, first: int) -> None:
    pixels = np.random.default_rng(7).random((24, 24))
    part = slice(first, first + 8)
    directly = scipy.fft.dctn(transformed(pixels, name))[part, part]
    turned = orientations(scipy.fft.dctn(pixels)[part, part], first)
    assert np.allclose(turned[TRANSFORMS.index(name)], directly)


def test_the_four_flips_and_their_transposes_are_the_eight_transforms() -> None:
    grid = np.arange(9, dtype=np.float64).reshape(3, 3)
    eight = turned(Flips(grid, grid[::-1], grid[:, ::-1], grid[::-1, ::-1]))
    for name, found in zip(TRANSFORMS, eight, strict=True):
        assert np.array_equal(found, transformed(grid, name)), name

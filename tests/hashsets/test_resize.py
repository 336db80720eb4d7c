import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashsets.inner_loops import LOOPS
from hashsets.resize import is_tall, plainly_resized, resized, taps
from tests.hashsets.pictures import PHOTOGRAPHS, photograph

SIZES = ((32, 32), (9, 8))
needs_native = pytest.mark.skipif(LOOPS is None, reason="the loops in C were not compiled")


def grey(width: int, height: int, seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    return Image.fromarray(random.integers(0, 256, (height, width), dtype=np.uint8))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(SIZES),
    st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)),
    st.integers(0, 2**32 - 1),
)
def test_the_resize_is_that_of_pillow_bit_for_bit(
    width: int, height: int, size: tuple[int, int], less: tuple[float, float], seed: int
) -> None:
    picture = grey(width, height, seed)
    for box in (None, (0.0, 0.0, width - less[0], height - less[1])):
        assert np.array_equal(resized(picture, size, box), plainly_resized(picture, size, box))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs_are_resized_as_pillow_does(name: str) -> None:
    picture = photograph(name).convert("L")
    for size in SIZES:
        assert np.array_equal(resized(picture, size), plainly_resized(picture, size))


def test_tall_pictures_are_left_to_pillow_whose_order_of_passes_changed() -> None:
    assert is_tall((1080, 2340), (32, 32))
    assert is_tall((20, 33), (32, 32))
    assert not is_tall((3000, 4000), (32, 32))
    assert not is_tall((1080, 1920), (9, 8))


@needs_native
def test_weights_that_lead_outside_the_picture_are_refused() -> None:
    assert LOOPS is not None
    across = LOOPS.lanczos(100, 0.0, 100.0, 9)
    down = LOOPS.lanczos(100, 0.0, 100.0, 8)
    with pytest.raises(ValueError, match="do not fit"):
        LOOPS.resize(bytes(50 * 100), 50, 100, across, down)
    with pytest.raises(ValueError, match="do not fit"):
        LOOPS.resize(bytes(99), 10, 10, across, down)
    with pytest.raises(ValueError, match="no such resize"):
        LOOPS.lanczos(10, 5.0, 4.0, 3)
    with pytest.raises(ValueError, match="no such resize"):
        LOOPS.lanczos(10, float("nan"), 4.0, 3)


@needs_native
def test_weights_of_very_wide_pictures_are_not_kept() -> None:
    taps.cache_clear()
    wide = grey(20_000, 2, 1)
    assert np.array_equal(resized(wide, (9, 8)), plainly_resized(wide, (9, 8)))
    assert taps.cache_info().currsize == 0
    resized(grey(200, 20, 1), (9, 8))
    assert taps.cache_info().currsize == 2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from triage.inspectors.gps import degrees, gps_fields, number

HERE = {1: "N", 2: (41.0, 51.0, 10.8), 3: "W", 4: (12.0, 29.0, 19.8)}

ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.binary(max_size=4),
    st.floats(),
    st.tuples(st.floats(), st.floats(), st.floats()),
    st.tuples(st.text(max_size=2)),
    st.builds(IFDRational, st.integers(-9, 9), st.integers(0, 3)),
    st.tuples(*[st.builds(IFDRational, st.integers(-999, 999), st.integers(0, 3))] * 3),
)


def test_south_and_west_are_negative() -> None:
    assert gps_fields(HERE)["longitude"] == "-12.488833"
    assert gps_fields({**HERE, 1: "S"})["latitude"] == "-41.853000"


@pytest.mark.parametrize("reference", ["", "X", "NS", None, 5, "\0", b"\xff"])
def test_a_position_without_a_compass_direction_is_left_out(reference: object) -> None:
    assert "latitude" not in gps_fields({**HERE, 1: reference})


@pytest.mark.parametrize("reference", ["n", "N\0", b"N", " N"])
def test_a_direction_is_read_however_it_is_padded(reference: object) -> None:
    assert degrees((1.5, 0.0, 0.0), reference, "NS", 90) == 1.5


@pytest.mark.parametrize("value", [(91.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (), "41", None])
def test_a_position_off_the_globe_is_left_out(value: object) -> None:
    assert degrees(value, "N", "NS", 90) is None


def test_half_a_position_is_none() -> None:
    assert gps_fields({**HERE, 3: "?"}).keys() & {"latitude", "longitude"} == set()


def test_a_denominator_of_zero_is_no_number() -> None:
    assert number(IFDRational(1, 0)) is None


def test_the_origin_is_printed_without_a_sign() -> None:
    origin = {1: "S", 2: (0.0, 0.0, 0.0), 3: "W", 4: (0.0, 0.0, 0.0)}
    assert gps_fields(origin)["latitude"] == "0.000000"


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 29]), ANYTHING))
def test_any_directory_gives_sensible_fields_or_none(gps: dict[int, object]) -> None:
    fields = gps_fields(gps)
    assert all(value.isprintable() for value in fields.values())
    assert abs(float(fields.get("latitude", "0"))) <= 90
    assert abs(float(fields.get("longitude", "0"))) <= 180

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.features import DECLARED, TABLE, rows_of
from models.window import THEMES, Beside, Window

many = st.integers(0, 10**9)
windows = st.builds(
    Window,
    theme=st.sampled_from(THEMES) | st.text(),
    rank=st.integers(0, 4),
    count=many,
    rules=many,
    days=many,
    hours=st.floats(0, 1e6),
    by_rank=st.tuples(many, many, many, many, many),
    counterparts=many,
    unshared=many,
    devices=many,
    conditions=many,
    areas=many,
    deviations=many,
    managed=st.booleans(),
    hour=st.floats(0, 24),
    night=st.floats(0, 1),
    beside=st.builds(Beside, many, st.integers(0, 4), many, many, many),
)


@given(windows)
def test_every_window_is_finite_numbers(window: Window) -> None:
    rows = rows_of([window])
    assert rows.shape == (1, len(TABLE))
    assert np.isfinite(rows).all()


@given(windows)
def test_every_window_has_one_theme(window: Window) -> None:
    themes = [at for at, name in enumerate(DECLARED.names) if name.startswith("theme=")]
    assert rows_of([window])[0, themes].sum() == 1


def test_names_are_told_apart() -> None:
    assert len(set(DECLARED.names)) == len(TABLE)


def test_the_declared_table_is_the_one_that_its_version_names() -> None:
    # a change of what is measured needs a new version, and a new line here
    named = ",".join(f"{one.name}{'+' if one.rises else ''}" for one in TABLE)
    assert DECLARED.version == "alert-1"
    assert named == (
        "rank+,count+,rules+,days+,hours,low,medium+,high+,critical+,counterparts,unshared+,"
        "devices+,conditions+,areas+,deviations+,themes beside+,rank beside+,deviations beside+,"
        "silences beside+,tampers beside+,managed+,night,hour sin,hour cos,theme=behaviour,"
        "theme=clock,theme=concealment,theme=contact,theme=crisis,theme=known-image,"
        "theme=new-device,theme=serious-crime,theme=silence,theme=substances,theme=tamper,"
        "theme=violence,theme=other"
    )


def test_midnight_is_beside_a_minute_before_it() -> None:
    rows = rows_of([Window(theme="contact", hour=0.0), Window(theme="contact", hour=23.99)])
    assert np.abs(rows[0] - rows[1]).max() < 0.01


def test_a_count_is_shown_as_it_was() -> None:
    (feature,) = [one for one in TABLE if one.name == "count"]
    assert feature.shown(feature.measure(Window(theme="contact", count=17))) == "17"
    assert feature.measure(Window(theme="contact", count=1)) == pytest.approx(math.log(2))

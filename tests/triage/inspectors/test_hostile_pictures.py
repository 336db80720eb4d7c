"""Pictures made to break a decoder: each ends as a result or a gap, soon, and without noise."""

import time
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.triage.inspectors.examine import PUBLISHED, gaps, run, subject
from triage.inspectors import canary_data
from triage.inspectors.canaries import PICTURES
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.picture import PictureInspector
from triage.records import FileType, Picture

SECONDS_EACH = 5.0

MALFORMED = sorted((PUBLISHED / "malformed").glob("*")) if PUBLISHED.exists() else []

BODIES = {
    name: (resources.files(canary_data).joinpath(file).read_bytes(), mime)
    for name, (file, mime) in PICTURES.items()
}


@pytest.mark.parametrize("file", MALFORMED, ids=lambda file: file.name)
def test_a_malformed_picture_is_a_result_or_a_gap_and_soon(
    file: Path, types: TypeInspector, pictures: PictureInspector
) -> None:
    started = time.process_time()
    given_file = subject(file.read_bytes(), file.name.encode())
    (kind,) = run(types, given_file)
    assert isinstance(kind, FileType)
    given_file.type = kind
    if pictures.wants(given_file):
        found = run(pictures, given_file)
        assert gaps(found) or any(isinstance(each, Picture) for each in found)
        assert found == [] or str(gaps(found)) == str(gaps(run(pictures, given_file)))
    assert time.process_time() - started < SECONDS_EACH


@pytest.mark.parametrize("name", BODIES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_picture_is_a_result_or_a_gap(
    name: str, pictures: PictureInspector, data: st.DataObject
) -> None:
    body, mime = BODIES[name]
    places = st.lists(st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255)), max_size=6)
    changed = bytearray(body)
    for place, value in data.draw(places):
        changed[place] = value
    cut = bytes(changed[: data.draw(st.integers(1, len(body)))])
    try:
        found = run(pictures, subject(cut, mime=mime))
    except MemoryError:
        return
    assert gaps(found) or any(isinstance(each, Picture) and each.pdq for each in found)


@given(body=st.binary(max_size=300), kind=st.sampled_from(sorted(BODIES)))
def test_a_true_type_over_any_bytes_is_a_result_or_a_gap(
    body: bytes, kind: str, pictures: PictureInspector
) -> None:
    start, mime = BODIES[kind]
    try:
        found = run(pictures, subject(start[:32] + body, mime=mime))
    except MemoryError:
        return
    assert gaps(found) or any(isinstance(each, Picture) for each in found)

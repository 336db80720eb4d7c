import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashsets.formats import threatexchange, vics
from hashsets.formats.json_events import MOST_DIGITS, Guarded, json_events
from tests.hashsets.formats.reading import digests, read

MD5, OTHER = "0a" * 16, "0b" * 16
NEW = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
HUGE = "7" * 5000


def test_a_number_of_thousands_of_digits_costs_its_object_and_not_the_process() -> None:
    media = f'{{"MD5":"{MD5}","MediaSize":{HUGE}}},{{"MD5":"{OTHER}"}}'
    records, (bad,) = read(vics, f'{{"@odata.context":"{NEW}","value":[{media}]}}')
    assert digests(records) == [("md5", OTHER)]
    assert (bad.position, bad.reason) == ("value[0]", "not JSON (a number of 1,000 digits or more)")


@pytest.mark.parametrize("sign", ["", "-"])
def test_read_plainly_it_ends_the_file_which_is_said_to_be_incomplete(sign: str) -> None:
    update = {"id": "1", "type": "HASH_MD5", "indicator": MD5, "descriptors": {"data": []}}
    first = json.dumps(update)
    second = first.replace('"1"', sign + HUGE)
    records, (bad,) = read(threatexchange, f'{{"data":[{first},{second}]}}')
    assert len(records) <= 1
    assert bad.consequence == "incomplete"
    assert "a number of 1,000 digits or more" in bad.reason


@given(st.integers(1, 2 * MOST_DIGITS), st.integers(1, 700), st.binary(max_size=5))
def test_too_many_digits_are_seen_wherever_reading_pauses(
    count: int, size: int, before: bytes
) -> None:
    before = before.translate(None, b"0123456789")
    whole = before + b"5" * count + b"x"
    if count < MOST_DIGITS:
        assert all_of(whole, size) == whole
    else:
        with pytest.raises(ValueError, match="1,000 digits"):
            all_of(whole, size)


def all_of(whole: bytes, size: int) -> bytes:
    guarded = Guarded(io.BytesIO(whole))
    return b"".join(iter(lambda: guarded.read(size), b""))


def test_events_are_those_of_the_document() -> None:
    events = list(json_events(io.BytesIO(b'{"a":[1,"x"]}')))
    assert events[2:5] == [("start_array", None), ("number", 1), ("string", "x")]

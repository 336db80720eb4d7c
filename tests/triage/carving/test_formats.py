"""Every format measures its own files, cut-off ones and anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry import SkerryError
from tests.triage.carving.samples import samples
from triage.carving.format import Format, Measured
from triage.carving.formats import FORMATS, NAMES, chosen
from triage.carving.stretch import Allowance, Stretch
from triage.content import Buffer

BY_NAME = {known.name: known for known in FORMATS}
CASES = sorted(samples())
SELF_CHECKING = ("jpeg", "png", "gif", "zip")
"""Their structure goes through the content; the others' only says how long it is."""


def of(case: str) -> tuple[Format, bytes]:
    name, body = samples()[case]
    return BY_NAME[name], body


class Watched(Buffer):
    """Fails the test where more is read than there is."""

    def read(self, offset: int, length: int) -> bytes:
        assert offset >= 0
        assert length >= 0
        assert length <= 1 << 21
        return super().read(offset, length)


def measured(known: Format, data: bytes) -> Measured | None:
    found = known.measure(Watched(data))
    if found is not None:
        assert 0 < found.length <= len(data)
        assert found.extension in known.extensions
    return found


def test_the_formats_that_were_asked_for_are_there() -> None:
    assert NAMES == ("gif", "heic", "jpeg", "mp4", "png", "sqlite", "webp", "zip")
    assert {name for name, _ in samples().values()} == set(NAMES)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("behind", [b"", bytes(5000), b"\x5a" * 5000])
def test_a_file_is_measured_to_the_byte_whatever_follows(case: str, behind: bytes) -> None:
    known, body = of(case)
    found = measured(known, body + behind)
    assert found is not None
    assert (found.length, found.complete) == (len(body), True)


@pytest.mark.parametrize("case", CASES)
def test_every_mark_is_where_it_is_declared(case: str) -> None:
    known, body = of(case)
    assert all(body.startswith(mark.body, mark.offset) for mark in known.marks)
    assert all(len(mark.body) >= 3 for mark in known.marks)


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=30, deadline=None)
@given(share=st.floats(0.9, 0.999))
def test_a_cut_off_file_is_a_fragment_of_what_is_left(case: str, share: float) -> None:
    known, body = of(case)
    cut = body[: int(len(body) * share)]
    found = measured(known, cut)
    assert found is not None
    assert not found.complete


@pytest.mark.parametrize("case", [case for case in CASES if of(case)[0].name in SELF_CHECKING])
@pytest.mark.parametrize("behind", [bytes(20_000), b"text " * 4000])
def test_where_the_structure_tells_a_file_overwritten_half_way_is_a_fragment(
    case: str, behind: bytes
) -> None:
    known, body = of(case)
    found = measured(known, body[: len(body) // 10 * 9] + behind)
    assert found is not None
    assert not found.complete


@pytest.mark.parametrize("case", ["WebP, lossy", "WebP, lossless", "SQLite"])
def test_a_file_whose_end_was_zeroed_is_a_fragment(case: str) -> None:
    known, body = of(case)
    kept = len(body) // 2
    found = measured(known, body[:kept] + bytes(len(body) - kept))
    assert found is not None
    assert not found.complete
    assert found.length <= kept + 4096


@pytest.mark.parametrize("known", FORMATS, ids=NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=3000))
def test_random_bytes_behind_a_mark_are_no_whole_file(known: Format, data: bytes) -> None:
    for mark in known.marks:
        for head in (mark.body, bytes(mark.offset) + mark.body):
            found = measured(known, head + data)
            assert found is None or not found.complete


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_never_raises(case: str, data: st.DataObject) -> None:
    known, body = of(case)
    spoiled = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    measured(known, bytes(spoiled[: data.draw(st.integers(0, len(body)))]))


@pytest.mark.parametrize("case", CASES)
def test_a_stretch_that_ends_early_is_never_read_beyond(case: str) -> None:
    known, body = of(case)
    for length in range(0, len(body), max(1, len(body) // 50)):
        stretch = Stretch(Buffer(body), 0, length, Allowance(1 << 30))
        found = known.measure(stretch)
        assert found is None or found.length <= length


@pytest.mark.parametrize("stated", [0, 4, 12])
def test_a_webp_too_short_for_a_picture_is_none(stated: int) -> None:
    head = b"RIFF" + stated.to_bytes(4, "little") + b"WEBPVP8L\x05\0\0\0\x2f" + bytes(20)
    assert measured(BY_NAME["webp"], head) is None


def test_formats_are_chosen_by_name() -> None:
    assert chosen("all") == NAMES
    assert chosen("none") == ()
    assert chosen("png, jpeg") == ("jpeg", "png")
    with pytest.raises(SkerryError, match="cannot carve tiff"):
        chosen("jpeg,tiff")
    with pytest.raises(SkerryError, match="cannot carve nothing"):
        chosen(",")

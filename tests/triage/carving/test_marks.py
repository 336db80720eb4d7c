"""One pass finds exactly the marks that a plain search finds."""

from hypothesis import given
from hypothesis import strategies as st

from triage.carving.formats import FORMATS
from triage.carving.marks import BLOCK, Marks

MARKS = [mark.body for known in FORMATS for mark in known.marks]
pieces = st.lists(st.one_of(st.sampled_from(MARKS), st.binary(max_size=9)), max_size=30)


def plainly(data: bytes) -> list[tuple[int, str]]:
    found = []
    for known in FORMATS:
        for mark in known.marks:
            place = data.find(mark.body)
            while place >= 0:
                found.append((place - mark.offset, known.name))
                place = data.find(mark.body, place + 1)
    return sorted(found)


@given(pieces, st.integers(0, 40))
def test_marks_are_found_where_a_plain_search_finds_them(parts: list[bytes], before: int) -> None:
    data = bytes(BLOCK - before) + b"".join(parts) + bytes(before)
    found = [(place, known.name) for place, known in Marks(FORMATS).within(data)]
    assert found == plainly(data)


def test_only_the_formats_asked_for_are_looked_for() -> None:
    formats = [known for known in FORMATS if known.name == "png"]
    found = list(Marks(formats).within(b"".join(MARKS)))
    assert [known.name for _, known in found] == ["png"]
    assert list(Marks([]).within(b"".join(MARKS))) == []

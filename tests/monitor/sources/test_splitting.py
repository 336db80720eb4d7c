from hypothesis import example, given
from hypothesis import strategies as st

from monitor.event import MOST_BYTES
from monitor.sources.splitting import Line, Splitter

contents = st.lists(st.sampled_from([b"a", b"\n", b"\r", b" ", b"\xff", b"{}", b"\r\n"])).map(
    b"".join
)


def lines(content: bytes, size: int | None = None, start: int = 0) -> list[Line]:
    """The lines of a content that is fed in pieces of a size."""
    size = size or max(len(content), 1)
    splitter = Splitter(start)
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return [line for piece in pieces for line in splitter.feed(piece)] + splitter.finish()


def plainly(content: bytes, start: int) -> list[Line]:
    """The same, said as simply as possible."""
    found = []
    for whole in _kept(content):
        held = whole.removesuffix(b"\n").rstrip(b"\r")
        if held.strip():
            found.append(Line(start, held, len(whole)))
        start += len(whole)
    return found


def _kept(content: bytes) -> list[bytes]:
    *whole, rest = content.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


@given(contents | st.binary(), st.integers(1, 9), st.integers(0, 1 << 40))
@example(b"a\r\nb", 2, 0)
@example(b"a\n\n\nb\n", 1, 7)
def test_pieces_of_any_size_give_the_same_lines(content: bytes, size: int, start: int) -> None:
    assert lines(content, size, start) == plainly(content, start)


@given(contents)
def test_a_line_is_found_again_where_it_is_said_to_begin(content: bytes) -> None:
    for line in lines(content, 3):
        assert content[line.offset :].startswith(line.content)
        assert lines(content[line.offset :], start=line.offset)[0] == line


@given(contents, st.data())
def test_what_was_read_before_a_break_is_not_read_again(
    content: bytes, data: st.DataObject
) -> None:
    whole = lines(content)
    read = data.draw(st.integers(0, len(whole)))
    at = whole[read - 1].offset + whole[read - 1].length if read else 0
    assert whole[:read] + lines(content[at:], start=at) == whole


def test_blank_lines_are_passed_over_and_counted_in_the_offsets() -> None:
    assert lines(b"\n \r\n\na\n") == [Line(5, b"a", 2)]


def test_the_last_line_needs_no_end() -> None:
    assert lines(b"a\nb") == [Line(0, b"a", 2), Line(2, b"b", 1)]
    assert lines(b"a\n ") == [Line(0, b"a", 2)]


def test_a_line_of_just_the_longest_is_held_whole() -> None:
    content = b"x" * MOST_BYTES
    assert lines(content + b"\r\n", 65_536) == [Line(0, content, MOST_BYTES + 2)]


def test_of_an_overlong_line_the_beginning_is_held_and_the_length_known() -> None:
    (long, after) = lines(b"x" * 10_000_000 + b"\nb", 65_536)
    assert (len(long.content), long.length) == (MOST_BYTES + 1, 10_000_001)
    assert after == Line(10_000_001, b"b", 1)


def test_an_overlong_line_is_seen_to_be_overlong_whatever_stands_at_the_cut() -> None:
    (long,) = lines(b"x" * MOST_BYTES + b"\r" * 9 + b"y\n", 65_536)
    assert len(long.content) > MOST_BYTES


def test_an_overlong_line_that_begins_blank_is_not_lost() -> None:
    (long,) = lines(b" " * (MOST_BYTES + 1) + b"{}\n", 65_536)
    assert (len(long.content), long.length) == (MOST_BYTES + 1, MOST_BYTES + 4)


def test_the_offset_is_that_of_the_line_not_complete_yet() -> None:
    splitter = Splitter(5)
    splitter.feed(b"ab\ncd")
    assert splitter.offset == 8

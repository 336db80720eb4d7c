from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from triage.sources.exfat_entries import NamedEntry, named_entries

FILE, STREAM, NAME = 0x85, 0xC0, 0xC1


def entry_set(name: str, directory: bool = False, deleted: bool = True) -> bytes:
    """The 32-byte entries of one file."""
    text = name.encode("utf-16-le", "surrogatepass")
    pieces = [text[at : at + 30] for at in range(0, len(text), 30)]
    mask = 0x7F if deleted else 0xFF
    entries = [
        pack("<BBHH", FILE & mask, 1 + len(pieces), 0, 0x10 if directory else 0x20),
        pack("<BBBB", STREAM & mask, 1, 0, len(text) // 2),
        *(bytes([NAME & mask, 0]) + piece for piece in pieces),
    ]
    return b"".join(entry.ljust(32, b"\0") for entry in entries)


names = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), min_size=1)


@given(st.lists(st.tuples(names.filter(lambda n: len(n) < 200), st.booleans(), st.booleans())))
def test_every_entry_set_is_found_where_it_is(files: list[tuple[str, bool, bool]]) -> None:
    data = b""
    expected = []
    for name, directory, deleted in files:
        data += bytes(64)
        expected.append(NamedEntry(len(data) // 32, name.encode(), directory))
        data += entry_set(name, directory, deleted)
    assert list(named_entries(data)) == expected


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_directory_of_something_or_nothing(data: bytes) -> None:
    for entry in named_entries(data):
        assert entry.number * 32 < len(data)


def test_half_a_pair_of_a_name_is_kept() -> None:
    [entry] = named_entries(entry_set("\ud800x"))
    assert entry.name == b"\xed\xa0\x80x"


def test_an_entry_set_cut_off_by_the_end_is_passed_over() -> None:
    assert list(named_entries(entry_set("name")[:-32])) == []

from hypothesis import given
from hypothesis import strategies as st

from triage.ids import entry_id, identify

Part = int | str | bytes | None
parts: st.SearchStrategy[list[Part]] = st.lists(
    st.one_of(st.none(), st.integers(), st.binary(max_size=8), st.text(max_size=8))
)


@given(parts, parts)
def test_different_parts_have_different_ids(one: list[Part], other: list[Part]) -> None:
    same = [(type(p), p) for p in one] == [(type(p), p) for p in other]
    assert (identify(*one) == identify(*other)) == same


def test_an_id_is_the_first_128_bits_in_hex_and_never_changes() -> None:
    identifier = entry_id(
        source=0,
        partition=1048576,
        parent=None,
        origin="file",
        inode="12",
        path=b"/DCIM/a.jpg",
        ordinal=None,
    )
    assert identifier == "70092ee801f505fe0b37d44a403ef4e5"


def test_the_same_path_and_inode_in_another_partition_is_another_entry() -> None:
    def at(partition: int) -> str:
        return entry_id(
            source=0,
            partition=partition,
            parent=None,
            origin="file",
            inode="12",
            path=b"/a",
            ordinal=None,
        )

    assert at(0) != at(512)

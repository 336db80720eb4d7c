from hypothesis import given
from hypothesis import strategies as st

from triage.ids import identify, stamp_entry, stamp_gap
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Origin

Part = int | str | bytes | None
parts: st.SearchStrategy[list[Part]] = st.lists(
    st.one_of(st.none(), st.integers(), st.binary(max_size=8), st.text(max_size=8))
)


@given(parts, parts)
def test_different_parts_have_different_ids(one: list[Part], other: list[Part]) -> None:
    same = [(type(p), p) for p in one] == [(type(p), p) for p in other]
    assert (identify(*one) == identify(*other)) == same


def an_entry(**changes: object) -> Entry:
    usual: dict[str, object] = {
        "source": 0,
        "volume": 0,
        "origin": Origin.FILE,
        "kind": Kind.FILE,
        "inode": "12",
        "path": b"/DCIM/a.jpg",
    }
    return Entry(**{**usual, **changes})  # type: ignore[arg-type]


def test_an_id_is_the_first_128_bits_in_hex_and_never_changes() -> None:
    assert stamp_entry(an_entry(), 1048576).id == "70092ee801f505fe0b37d44a403ef4e5"


def test_the_same_path_and_inode_in_another_partition_is_another_entry() -> None:
    assert stamp_entry(an_entry(), 0).id != stamp_entry(an_entry(), 512).id


def test_what_may_be_learnt_later_does_not_change_an_id() -> None:
    later = an_entry(size=5, modified=1, names=(b"/a", b"/b"), volume=3)
    assert stamp_entry(later, 0).id == stamp_entry(an_entry(), 0).id


def test_two_gaps_of_one_entry_have_ids_of_their_own() -> None:
    def of(stage: str, reason: Reason) -> str:
        return stamp_gap(Gap(source=0, file="f" * 32, stage=stage, reason=reason), 0).id

    ids = {
        of("picture", Reason.DAMAGED),
        of("archive", Reason.DAMAGED),
        of("picture", Reason.LIMIT_COUNT),
    }
    assert len(ids) == 3


def test_gaps_of_two_volumes_at_one_offset_have_ids_of_their_own() -> None:
    gaps = (
        Gap(source=0, volume=number, path=b"/", stage="enumerate", reason=Reason.DAMAGED)
        for number in (0, 1)
    )
    assert len({stamp_gap(gap, 0).id for gap in gaps}) == 2

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from triage.sources.parts import Parts, ewf_parts, raw_parts


def test_a_split_image_is_completed_from_any_of_its_parts() -> None:
    parts = ["d.003", "d.001", "d.002", "d.txt", "other.004"]
    for name in ("d.001", "d.002", "d.003"):
        assert raw_parts(name, parts) == Parts(("d.001", "d.002", "d.003"))


def test_parts_may_be_counted_from_nought() -> None:
    assert raw_parts("d.dd.001", ["d.dd.000", "d.dd.001"]) == Parts(("d.dd.000", "d.dd.001"))


def test_lettered_parts_run_on() -> None:
    assert raw_parts("i.ab", ["i.aa", "i.ab", "i.ac", "i.dd"]) == Parts(("i.aa", "i.ab", "i.ac"))


def test_an_ordinary_extension_is_no_part() -> None:
    for name in ("image.dd", "image.img", "image.bin", "image"):
        assert raw_parts(name, [name, "image.db", "image.raw"]) == Parts((name,))


def test_a_year_or_a_lone_number_is_no_part() -> None:
    assert raw_parts("disk.2024", ["disk.2024", "disk.2023"]) == Parts(("disk.2024",))
    assert raw_parts("disk.360", ["disk.360"]) == Parts(("disk.360",))


def test_what_comes_after_a_missing_part_is_not_used() -> None:
    assert raw_parts("d.001", ["d.001", "d.004"]) == Parts(("d.001",), ("d.002", "d.003"))


def test_a_missing_first_part_is_missing() -> None:
    assert raw_parts("d.003", ["d.003", "d.002"]) == Parts((), ("d.001",))


def test_e01_goes_on_to_eaa_after_e99() -> None:
    names = [f"i.E{number:02}" for number in range(1, 100)] + ["i.EAA", "i.EAB"]
    assert ewf_parts("i.E01", names) == Parts(tuple(names))
    assert ewf_parts("i.EAB", names) == Parts(tuple(names))


def test_ewf_parts_keep_their_case_and_kind() -> None:
    assert ewf_parts("i.e01", ["i.e01", "i.e02", "i.E02"]) == Parts(("i.e01", "i.e02"))
    assert ewf_parts("i.Ex01", ["i.Ex01", "i.Ex02", "i.E02"]) == Parts(("i.Ex01", "i.Ex02"))
    assert ewf_parts("evidence", ["evidence"]) == Parts(("evidence",))


def test_a_missing_e01_part_is_named() -> None:
    assert ewf_parts("i.E01", ["i.E01", "i.E03"]) == Parts(("i.E01",), ("i.E02",))


@given(st.integers(1, 30), st.sets(st.integers(1, 30)), st.sampled_from([raw_parts, ewf_parts]))
def test_the_parts_before_the_first_hole_are_given_in_order(
    count: int, lost: set[int], find: Callable[[str, list[str]], Parts]
) -> None:
    pattern = "x.{:03}" if find is raw_parts else "x.E{:02}"
    numbers = [n for n in range(1, count + 1) if n not in lost]
    if len(numbers) < 2:
        return
    parts = find(pattern.format(numbers[-1]), [pattern.format(n) for n in numbers])
    missing = [n for n in range(1, numbers[-1]) if n in lost]
    before = [n for n in numbers if not missing or n < missing[0]]
    assert parts.names == tuple(map(pattern.format, before))
    assert parts.missing == tuple(map(pattern.format, missing))

from hypothesis import given
from hypothesis import strategies as st

from models.examples import held_out
from models.members import Method
from models.people import any_of, folds, is_held_out
from models.training import splits
from tests.models.made import examples

names = st.dictionaries(st.text(min_size=1), st.booleans(), min_size=5, max_size=60)


@given(names, st.integers(0, 5))
def test_folds_hold_as_many_of_both_kinds(acted: dict[str, bool], seed: int) -> None:
    fold = folds(acted, 5, seed)
    assert set(fold) == set(acted)
    sizes = [list(fold.values()).count(number) for number in range(5)]
    assert max(sizes) - min(sizes) <= 1


@given(names)
def test_whoever_is_held_out_stays_so_whoever_else_comes(acted: dict[str, bool]) -> None:
    apart = {name for name in acted if is_held_out(name)}
    assert {name for name in [*acted, "P-new"] if is_held_out(name)} - {"P-new"} == apart


def test_about_one_person_in_five_is_held_out() -> None:
    assert 150 < sum(is_held_out(f"P-{number}") for number in range(1000)) < 250


def test_nobody_is_both_learned_from_and_judged() -> None:
    found = examples()
    seen = []
    for known, unknown in splits(found, 3):
        one = {person for person, own in zip(found.people, known, strict=True) if own}
        other = {person for person, own in zip(found.people, unknown, strict=True) if own}
        assert not one & other
        seen += sorted(other)
    assert sorted(seen) == sorted(set(found.people))


def test_held_out_people_are_in_no_training() -> None:
    known, apart = held_out(examples())
    assert not set(known.people) & set(apart.people)
    assert len(known.people) + len(apart.people) == len(examples().people)


def test_a_person_acted_on_once_counts_as_one() -> None:
    assert any_of(["a", "a", "b"], [False, True, False]) == {"a": True, "b": False}


def test_both_ways_to_learn_have_a_name() -> None:
    assert {str(one) for one in Method} == {"boosted", "logistic"}

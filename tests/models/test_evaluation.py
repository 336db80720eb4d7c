import pytest

from models.errors import ModelError
from models.evaluation import Asked, Evaluated, evaluate
from models.examples import held_out
from models.features import DECLARED
from models.members import Method
from models.rivals import RIVALS
from models.training import Fitted
from tests.models.made import examples

EVERYBODY = tuple(f"P-{number}" for number in range(120))
ASKED = Asked(everybody=EVERYBODY, weeks=4.0, capacity=3, load=60)


@pytest.fixture(scope="module")
def found() -> Evaluated:
    return evaluate(examples(), DECLARED, Method.LOGISTIC, ASKED)


def test_every_figure_lies_in_its_interval(found: Evaluated) -> None:
    for own in found.figures.values():
        for figure in own.values():
            assert figure.value is not None
            if figure.low is not None and figure.high is not None:
                assert figure.low <= figure.high


def test_every_rival_is_measured_by_the_same_figures(found: Evaluated) -> None:
    assert set(found.figures) == {"logistic", *RIVALS}
    names = {frozenset(found.figures[rival]) for rival in RIVALS}
    assert len(names) == 1
    assert set(found.figures["logistic"]) > set(next(iter(names)))
    assert set(found.gained) == set(RIVALS)


def test_nobody_is_told_of_more_than_the_load(found: Evaluated) -> None:
    most = ASKED.load / (len(EVERYBODY) * ASKED.weeks)
    for own in found.figures.values():
        value = own["alerts per person-week"].value
        assert value is not None
        assert value <= most + 1e-6


def test_people_without_an_alert_are_part_of_the_load(found: Evaluated) -> None:
    assert found.people == 120
    assert found.alerts == 300


def test_what_is_gained_is_the_difference_of_the_figures(found: Evaluated) -> None:
    for rival, own in found.gained.items():
        for name, figure in own.items():
            one, other = found.figures["logistic"][name].value, found.figures[rival][name].value
            assert one is not None
            assert other is not None
            assert figure.value == pytest.approx(one - other, abs=2e-6)


def test_the_model_tells_better_alerts_than_a_count(found: Evaluated) -> None:
    gained = found.gained["keyword count"]["precision at 3 a day"]
    assert gained.low is not None
    assert gained.low > 0


def test_the_same_examples_give_the_same_figures(found: Evaluated) -> None:
    assert evaluate(examples(), DECLARED, Method.LOGISTIC, ASKED) == found


def test_a_stored_model_is_judged_as_it_is(logistic: Fitted) -> None:
    apart = held_out(examples(1500, 600, seed=8))[1]
    one = evaluate(apart, DECLARED, Method.LOGISTIC, ASKED, logistic)
    score = one.figures["logistic"]["Brier score"].value
    assert score is not None
    assert score < 0.24


def test_too_little_is_refused() -> None:
    with pytest.raises(ModelError, match="too little"):
        evaluate(examples(10, 10), DECLARED, Method.LOGISTIC, ASKED)

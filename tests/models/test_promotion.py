import numpy as np

from models.examples import held_out
from models.promotion import compare
from models.training import Fitted
from tests.models.made import examples

HELD = held_out(examples(1000, 400, seed=9))[1]


def blind(fitted: Fitted) -> Fitted:
    """The same model, that says the opposite of what it knows."""
    calibration = fitted.calibration._replace(y=-fitted.calibration.y)
    return replaced(fitted, calibration=calibration)


def replaced(fitted: Fitted, **changes: object) -> Fitted:
    from dataclasses import replace

    return replace(fitted, **changes)  # type: ignore[arg-type]


def test_a_first_model_that_knows_something_may_run(logistic: Fitted) -> None:
    found = compare(logistic, None, HELD)
    assert found.refused is None
    assert found.better is not None
    assert found.better.low is not None
    assert found.better.low > 0
    assert found.people == len(set(HELD.people))


def test_a_worse_model_is_refused(logistic: Fitted) -> None:
    found = compare(blind(logistic), logistic, HELD, "first")
    assert found.refused is not None
    assert "worse than first" in found.refused


def test_the_same_model_again_is_not_worse(logistic: Fitted) -> None:
    found = compare(logistic, logistic, HELD, "first")
    assert found.refused is None
    assert found.better is not None
    assert found.better.value == 0


def test_a_model_of_other_features_cannot_be_compared(logistic: Fitted) -> None:
    other = replaced(logistic, declared=logistic.declared._replace(version="alert-0"))
    found = compare(logistic, other, HELD, "first")
    assert found.refused is not None
    assert "cannot be compared" in found.refused


def test_with_too_few_people_held_out_nothing_is_compared(logistic: Fitted) -> None:
    few = HELD.where(np.array([one in set(HELD.people[:3]) for one in HELD.people]))
    found = compare(logistic, None, few)
    assert found.refused is not None
    assert found.better is None

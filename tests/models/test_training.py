import random
import re

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings

from models.errors import ModelError
from models.examples import examples_of, held_out
from models.features import DECLARED, rows_of
from models.judging import judge, moved
from models.members import Method
from models.threads import one_thread
from models.training import Fitted, fit, resampled
from models.window import Window
from tests.models.made import example, examples, window
from tests.models.test_features import windows

WINDOWS = [window(random.Random(number)) for number in range(40)]


def test_the_same_examples_and_seed_give_the_same_model(fitted: Fitted) -> None:
    chance = random.Random(1)
    made = [example(number, chance, 100) for number in range(300)]
    random.Random(2).shuffle(made)
    again = fit(held_out(examples_of(made))[0], DECLARED, fitted.method, 1, members=3)
    assert judge(again, WINDOWS) == judge(fitted, WINDOWS)


def test_what_is_acted_on_is_found_likelier(fitted: Fitted) -> None:
    known, apart = held_out(examples(1000, 400, seed=9))
    likely = fitted.likelihood(apart.rows)
    assert likely[apart.acted].mean() > likely[~apart.acted].mean() + 0.12
    assert len(known.people)


@settings(max_examples=25, deadline=None)
@given(windows)
def test_more_never_means_less_where_that_is_declared(
    boosted: Fitted, logistic: Fitted, one: Window
) -> None:
    row = rows_of([one])[0]
    places = [at for at, rises in enumerate(DECLARED.rises) if rises]
    more = np.tile(row, (len(places), 6, 1))
    for number, at in enumerate(places):
        more[number, :, at] = row[at] + np.array([0, 0.1, 0.5, 1, 3, 10])
    for fitted in (boosted, logistic):
        with one_thread():
            likely = fitted.likelihood(more.reshape(-1, len(row))).reshape(len(places), 6)
        assert (np.diff(likely, axis=1) >= -1e-12).all()


@settings(max_examples=25, deadline=None)
@given(windows)
def test_a_likelihood_lies_in_its_interval(boosted: Fitted, one: Window) -> None:
    (judged,) = judge(boosted, [one])
    assert 0 <= judged.low <= judged.priority <= judged.high <= 1


def test_windows_judged_together_or_alone_are_judged_alike(fitted: Fitted) -> None:
    assert judge(fitted, WINDOWS) == [judge(fitted, [one])[0] for one in WINDOWS]


def test_reasons_of_the_plain_model_add_up_to_what_it_says(logistic: Fitted) -> None:
    rows = rows_of(WINDOWS)
    usual = logistic.main.scores(logistic.reference[None, :])
    whole = usual + moved(logistic, rows).sum(axis=1)
    assert whole == pytest.approx(logistic.main.scores(rows))


def test_a_feature_as_usual_is_no_reason(boosted: Fitted) -> None:
    rows = np.tile(boosted.reference, (2, 1))
    rows[1, DECLARED.names.index("rank")] = 4
    shifts = moved(boosted, rows)
    assert not shifts[0].any()
    assert set(np.flatnonzero(shifts[1])) == {DECLARED.names.index("rank")}


def test_reasons_are_said_in_words_beside_what_is_usual(fitted: Fitted) -> None:
    severe = Window(theme="contact", rank=4, rules=3, by_rank=(0, 0, 0, 0, 1))
    (judged,) = judge(fitted, [severe])
    assert "Likelihood that an operator would act on this alert" in judged.words()
    words = judged.words()
    assert re.search(r"raised by [a-z ]+: \d+ \(usually \d+\)", words)
    assert 1 <= len(judged.reasons) <= 3


def test_a_person_drawn_twice_is_two_people() -> None:
    found = examples(60, 20)
    (one,) = resampled(found, 5, 1)
    assert len(set(one.people)) <= 20
    assert any(name.endswith("#1") for name in one.people)
    # an alert's weight is shared by its own moments alone
    assert one.weights().sum() == pytest.approx(len(set(one.alerts)))


def test_too_little_to_learn_from_is_refused() -> None:
    few = examples(10, 10)
    with pytest.raises(ModelError, match="too little to learn from: 10 alerts"):
        fit(few, DECLARED, Method.LOGISTIC, 1)


def test_one_kind_of_outcome_is_refused() -> None:
    found = examples()
    every = found._replace(acted=np.ones(len(found.people), dtype=bool))
    with pytest.raises(ModelError, match="0 on whose nobody did"):
        fit(every, DECLARED, Method.BOOSTED, 1)


def test_a_model_that_answers_no_number_is_refused(logistic: Fitted) -> None:
    broken = logistic.calibration._replace(y=np.array([np.nan] * len(logistic.calibration.y)))
    wrong = Fitted(
        logistic.declared,
        logistic.method,
        logistic.main,
        (),
        broken,
        logistic.reference,
        logistic.profile,
    )
    with pytest.raises(ModelError, match="no number"):
        judge(wrong, WINDOWS[:1])


def test_a_window_names_nobody() -> None:
    fields = {one.name: one.type for one in msgspec.structs.fields(Window)}
    assert [name for name, kind in fields.items() if kind is str] == ["theme"]

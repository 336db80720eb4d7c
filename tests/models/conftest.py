import pytest

from models.examples import held_out
from models.features import DECLARED
from models.members import Method
from models.training import Fitted, fit
from tests.models.made import examples


@pytest.fixture(scope="session")
def boosted() -> Fitted:
    return fit(held_out(examples())[0], DECLARED, Method.BOOSTED, 1, members=3)


@pytest.fixture(scope="session")
def logistic() -> Fitted:
    return fit(held_out(examples())[0], DECLARED, Method.LOGISTIC, 1, members=3)


@pytest.fixture(params=list(Method))
def fitted(request: pytest.FixtureRequest) -> Fitted:
    found: Fitted = request.getfixturevalue(str(request.param))
    return found

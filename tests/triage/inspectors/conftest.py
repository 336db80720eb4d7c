import pytest

from triage.inspectors.filetype import TypeInspector
from triage.inspectors.picture import PictureInspector


@pytest.fixture(scope="session")
def types() -> TypeInspector:
    return TypeInspector()


@pytest.fixture(scope="session")
def pictures() -> PictureInspector:
    return PictureInspector(large=lambda: False)

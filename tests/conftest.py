from pathlib import Path

import pytest
from hypothesis import settings

from examples.run_demo import IMPORTS
from tests.skerry_command import Skerry

# a busy machine is no fault of what is tested
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Third-party test data, beside the checkout where it is to be had."""
    if not SHARED.is_dir():
        pytest.skip("no third-party test data beside this checkout")
    return SHARED


@pytest.fixture
def skerry(tmp_path: Path) -> Skerry:
    return Skerry(tmp_path / "home")


@pytest.fixture(scope="session")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration phone, its sets imported."""
    from examples.build_phone import build

    folder = tmp_path_factory.mktemp("phone")
    build(folder)
    command = Skerry(folder / "home")
    for file, *options in IMPORTS:
        profile = [folder / "profile.toml"] if options[-1] == "--profile" else []
        command("hashsets", "import", folder / "sets" / file, *options, *profile)
    return folder


@pytest.fixture(scope="session")
def examined(phone: Path) -> Path:
    """The demonstration phone's examination, finished."""
    exam = phone / "phone.exam"
    Skerry(phone / "home")(
        "triage",
        "run",
        phone / "phone.img",
        "--exam",
        exam,
        "--case",
        phone / "case.toml",
        "--rules",
        phone / "rules.yar",
    )
    return exam

import os
import shutil
from pathlib import Path

import pytest

from examples.build_phone import build

SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def need(tool: str) -> str:
    found = shutil.which(tool, path=SEARCHED)
    if found is None:
        pytest.skip(f"{tool} is not installed")
    return found


@pytest.fixture(scope="session")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("mke2fs")
    folder = tmp_path_factory.mktemp("phone")
    build(folder)
    return folder

import os
import subprocess
import sys

import pytest

from hashsets.index import core_name, reference
from hashsets.index.core import CORE
from tests.hashsets.index.cores import HERE
from tests.house import ROOT


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="a compiler is promised only under CI")
def test_the_core_in_c_was_built() -> None:
    assert core_name().startswith("native"), "build it: make install"


def test_the_core_says_which_it_is() -> None:
    expected = "numpy" if CORE is reference else f"native ({HERE[-1]})"
    assert core_name() == expected


def test_without_the_compiled_core_numpy_answers() -> None:
    code = (
        "import sys; sys.modules['hashsets.native.core'] = None\n"
        "import hashsets.index; print(hashsets.index.core_name())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "numpy\n"

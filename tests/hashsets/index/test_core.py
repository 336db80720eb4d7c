import os
import subprocess
import sys

import pytest

from hashsets.index import core_name, reference
from hashsets.index.core import CORE
from hashsets.inner_loops import loops_name
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


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="a compiler is promised only under CI")
def test_the_hashing_loops_in_c_were_built() -> None:
    assert loops_name().startswith("native"), "build it: make install"


def test_without_the_compiled_loops_the_plain_ones_answer() -> None:
    code = (
        "import sys; sys.modules['hashsets.native.hashing'] = None\n"
        "from PIL import Image\n"
        "from hashsets.inner_loops import loops_name\n"
        "from hashsets.perceptual_hashes import perceptual_hashes\n"
        "from hashsets.digesting import triple_digest\n"
        "print(loops_name(), len(perceptual_hashes(Image.new('RGB', (60, 50))).pdq),"
        " len(triple_digest().digest()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "plain 256 3\n"

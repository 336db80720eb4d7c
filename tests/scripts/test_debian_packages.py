import os
import subprocess
from pathlib import Path

import pytest

from tests.house import ROOT

SCRIPT = ROOT / "scripts" / "debian-packages"
MISSING = "no-such-command=no-such-package+its-companion"


def run(place: Path, *words: str, user: str = "1000") -> subprocess.CompletedProcess[str]:
    """Run the script where ``id`` gives this user and apt-get only notes what it is asked."""
    for name, body in {
        "id": f"echo {user}",
        "sudo": "exit 1",
        "apt-get": f'echo "$@" >>{place}/asked',
    }.items():
        tool = place / name
        tool.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        tool.chmod(0o755)
    path = f"{place}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [SCRIPT, *words],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(place: Path) -> list[str]:
    note = place / "asked"
    return note.read_text("utf-8").splitlines() if note.exists() else []


def test_nothing_is_asked_of_apt_where_nothing_is_missing(tmp_path: Path) -> None:
    done = run(tmp_path, "sh=dash", "lib:libc.so.6=libc6", user="0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert asked(tmp_path) == []


def test_without_the_right_to_install_the_packages_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, "sh=dash", MISSING)
    assert done.returncode == 1
    assert "apt-get install its-companion no-such-package" in done.stderr
    assert "dash" not in done.stderr
    assert asked(tmp_path) == []


def test_a_missing_package_that_only_widens_the_tests_stops_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "--optional", MISSING)
    assert done.returncode == 0
    assert "no-such-package" in done.stderr


def test_root_installs_only_what_is_missing(tmp_path: Path) -> None:
    run(tmp_path, "sh=dash", MISSING, user="0")
    (install,) = [line for line in asked(tmp_path) if " install " in line]
    assert install.split()[-2:] == ["its-companion", "no-such-package"]


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--optional",), 0)])
def test_what_apt_did_not_bring_is_named(
    options: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    done = run(tmp_path, *options, MISSING, user="0")
    assert done.returncode == code
    assert "could not be installed" in done.stderr

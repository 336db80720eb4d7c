"""An installation without its whole jail is not called sound, and no run keeps quiet about it."""

import argparse
from pathlib import Path

import pytest

import triage.commands
from jail import landlock, syscalls
from jail.layers import Layers
from jail.pool import Pool
from jail.probe import capabilities
from keywords.installed import find
from skerry import SkerryError
from tests.skerry_command import Skerry
from tests.triage.little_phone import picture
from tests.triage.test_faults import Silent
from triage import doctor, hiring
from triage.request import Request
from triage.run import run

WHOLE = landlock.abi() > 0 and syscalls.available()

MISSING = {
    "Landlock": Layers(landlock=False),
    "system-call filter": Layers(filter=False),
}
"""What a kernel may lack, and the jail closed as there."""

CHECKS = {"Landlock": "Landlock", "system-call filter": "seccomp"}


@pytest.mark.slow
def test_doctor_passes_an_installation_with_its_whole_jail(skerry: Skerry) -> None:
    if not WHOLE:
        pytest.skip("this kernel lacks a layer")
    done = skerry("doctor", check=False)
    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("lacking", MISSING)
def test_doctor_fails_on_a_kernel_without(
    lacking: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    monkeypatch.setattr(doctor, "capabilities", lambda: capabilities(MISSING[lacking]))
    with pytest.raises(SkerryError, match="checks failed"):
        triage.commands._doctor(argparse.Namespace(json=False))
    assert f"FAIL {CHECKS[lacking]}" in capsys.readouterr().out


def test_doctor_tries_the_keyword_engine_and_names_a_library_that_fails_its_examples(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    engine, libraries = doctor._keywords()
    assert engine.good
    assert engine.detail.startswith("hyperscan")
    assert libraries.good
    shipped = find(tmp_path, "violence").read_text("utf-8")
    (tmp_path / "keywords").mkdir()
    (tmp_path / "keywords" / "violence@9.0.0.yaml").write_text(f"{shipped}\n  - id: broken\n")
    _, libraries = doctor._keywords()
    assert not libraries.good
    assert "violence@9.0.0" in libraries.detail


class Heard(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


@pytest.mark.slow
@pytest.mark.parametrize("lacking", MISSING)
def test_a_run_warns_loudly_on_a_kernel_without(
    lacking: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Lacking(Pool):
        layers = MISSING[lacking]

    monkeypatch.setenv("SKERRY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(hiring, "Pool", Lacking)
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "a.jpg").write_bytes(picture(1))
    heard = Heard()
    run(Request(sources=(evidence,), exam=tmp_path / "x.exam", workers=1), heard)
    assert any(line.startswith("WARNING: ") and lacking in line for line in heard.lines)

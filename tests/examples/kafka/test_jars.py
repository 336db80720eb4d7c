from pathlib import Path

import pytest

from examples.kafka.jars import HERE, KAFKA, KafkaUnavailable, cache, jars, java


def maven(folder: Path, body: str) -> None:
    """A stand-in for Maven that is told where to put the jars."""
    program = folder / "mvn"
    find = "for word; do case $word in -DoutputDirectory=*) out=${word#*=};; esac; done\n"
    program.write_text(f"#!/bin/sh\n{find}{body}\n", "utf-8")
    program.chmod(0o755)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing fetched yet, and no Maven but one that a test makes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr("shutil.which", lambda name: _here(tmp_path / name))
    return tmp_path


def _here(path: Path) -> str | None:
    return str(path) if path.exists() else None


def test_jars_that_are_there_are_not_fetched_again(alone: Path) -> None:
    (cache() / KAFKA).mkdir(parents=True)
    assert jars() == cache() / KAFKA


def test_without_java_or_maven_it_is_said_what_to_install(alone: Path) -> None:
    with pytest.raises(KafkaUnavailable, match="default-jre-headless"):
        java()
    with pytest.raises(KafkaUnavailable, match="apt-get install maven"):
        jars()


def test_what_maven_says_is_passed_on(alone: Path) -> None:
    maven(alone, "echo '[ERROR] no way to the repository' >&2; exit 1")
    with pytest.raises(KafkaUnavailable, match="no way to the repository"):
        jars()


def test_a_jar_that_was_never_tried_is_not_run(alone: Path) -> None:
    name = (HERE / "jars.sha256").read_text("ascii").split()[1]
    maven(alone, f'mkdir -p "$out"; echo other > "$out/{name}"')
    with pytest.raises(KafkaUnavailable, match="not those that were tried"):
        jars()
    assert not (cache() / KAFKA).exists()

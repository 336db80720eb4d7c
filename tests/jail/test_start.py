"""Nothing is examined by a worker that is not proven."""

import errno
import tempfile
from pathlib import Path

import pytest

from jail.errors import JailError
from jail.layers import Layers
from jail.pool import Pool
from tests.jail.running import failure, open_files, outputs, pool, run


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("refuse", "the set is damaged"),
        ("stumble", "the service tests.jail.services:stumble cannot start: ValueError: no such t"),
        ("crash", "the zygote ended (signal SIGSEGV)"),
        ("missing", "AttributeError: module 'tests.jail.services' has no attribute 'missing'"),
        ("Wordy", "the zygote ended (exit status 5): last words"),
        ("FailsOutside", "arithmetic fails even outside the jail: ValueError: two and two"),
        ("FailsInside", "the jail breaks: reading: PermissionError"),
        ("DiesInside", "the jail breaks: dying: signal SIGSEGV"),
        ("HungryInside", "the jail breaks: eating: MemoryError"),
    ],
)
def test_a_service_that_cannot_start_is_refused_in_one_clear_line(
    service: str, message: str
) -> None:
    with pytest.raises(JailError) as raised:
        pool(f"tests.jail.services:{service}")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.slow
def test_a_canary_that_hangs_in_the_jail_is_named() -> None:
    with pytest.raises(JailError, match="the jail breaks: waiting: hangs"):
        pool("tests.jail.services:HangsInside", patience=0.3)


def test_a_module_that_does_not_exist_is_refused() -> None:
    with pytest.raises(JailError, match="no_such_module"):
        pool("no_such_module:build")


def test_a_failed_start_leaves_no_descriptors_open() -> None:
    before = open_files()
    for service in ("refuse", "FailsInside", "crash"):
        with pytest.raises(JailError):
            pool(f"tests.jail.services:{service}")
    assert open_files() == before


def test_a_canary_that_dies_in_a_later_worker_stops_the_run(tmp_path: Path) -> None:
    with pool("tests.jail.services:DiesLater", str(tmp_path).encode()) as running:
        assert outputs(run(running, "echo x")["echo x"]) == [b"x"]
        with pytest.raises(JailError, match="the jail breaks: dying"):
            run(running, "revive")


def test_every_layer_takes_hold_here_or_says_so() -> None:
    with pool() as running:
        confinement = running.confinement
        missing = not (confinement.landlock and confinement.filter)
        assert missing == bool(running.warnings)


class Bare(Pool):
    layers = Layers(landlock=False, filter=False, unprivileged=False)


def test_a_pool_runs_on_a_machine_without_any_layer() -> None:
    with pool(kind=Bare) as running:
        assert running.confinement.landlock == 0
        assert not running.confinement.filter
        assert outputs(run(running, "echo x")["echo x"]) == [b"x"]


def test_threads_left_in_the_zygote_are_warned_of() -> None:
    with pool("tests.jail.services:Threaded") as running:
        assert any("1 threads running" in warning for warning in running.warnings)


@pytest.mark.parametrize("encoding", ["utf-16", "shift_jis", "cp1251", "idna", "utf-7"])
def test_every_text_encoding_works_inside(encoding: str) -> None:
    with pool() as running:
        words = f"decode {encoding}"
        assert outputs(run(running, words)[words]) == ["д".encode(encoding)]


def test_an_import_forgotten_before_the_jail_is_told_as_what_it_is() -> None:
    with pool() as running:
        events = run(running, "import tabnanny")["import tabnanny"]
    assert failure(events).detail == (
        "ModuleNotFoundError: tabnanny was not imported before the jail closed"
    )


def test_a_pool_starts_where_there_is_no_room_for_a_temporary_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pool() as running:
        assert outputs(run(running, "echo x")["echo x"]) == [b"x"]

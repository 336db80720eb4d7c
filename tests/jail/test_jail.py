"""What a parser that was taken over can do: nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jail import landlock, syscalls
from jail.errors import JailError
from jail.layers import Layers
from jail.pool import Pool
from jail.probe import capabilities, probe
from tests.house import ROOT
from tests.jail.running import outputs, pool, run

needs_landlock = pytest.mark.skipif(landlock.abi() < 6, reason="this kernel's Landlock is too old")
needs_filter = pytest.mark.skipif(not syscalls.available(), reason="no libseccomp here")


def let_through(layers: Layers) -> set[str]:
    return {attack.name for attack in probe(layers) if not attack.denied}


@needs_filter
def test_the_filter_holds_alone_on_a_kernel_without_landlock() -> None:
    assert let_through(Layers(landlock=False, unprivileged=False)) == set()


@needs_landlock
def test_landlock_holds_files_and_networks_alone() -> None:
    through = let_through(Layers(filter=False, unprivileged=False))
    assert through.isdisjoint(
        {
            "open a file",
            "list a directory",
            "write a file",
            "unlink a file",
            "execute a program",
            "connect by TCP",
            "connect to an abstract socket",
            "signal another process",
            "trace another process",
        }
    )


AS_ANOTHER = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
assert os.geteuid() == 1000
from jail.probe import probe
print([attack.name for attack in probe() if not attack.denied])
"""


@needs_filter
def test_every_attack_is_denied_to_an_ordinary_users_worker_too() -> None:
    if not shutil.which("unshare"):
        pytest.skip("no unshare")
    words = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    done = subprocess.run(
        [*words, sys.executable, "-c", AS_ANOTHER], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize(
    ("layers", "name", "words"),
    [
        (Layers(landlock=False), "Landlock", "not in this kernel"),
        (Layers(filter=False), "seccomp", "no system-call filter"),
    ],
)
def test_a_kernel_without_a_layer_is_told_of(layers: Layers, name: str, words: str) -> None:
    (missing,) = (each for each in capabilities(layers) if each.name == name)
    assert not missing.available
    assert words in missing.detail


def test_capabilities_tell_each_layer() -> None:
    assert [capability.name for capability in capabilities()] == ["Landlock", "seccomp", "user"]
    landlock_, seccomp, _ = capabilities()
    assert landlock_.available == (landlock.abi() > 0)
    assert seccomp.available == syscalls.available()


@pytest.mark.parametrize(
    ("version", "rights"),
    [
        (1, (0x1FFF, 0, 0)),
        (2, (0x3FFF, 0, 0)),
        (3, (0x7FFF, 0, 0)),
        (4, (0x7FFF, 3, 0)),
        (5, (0xFFFF, 3, 0)),
        (6, (0xFFFF, 3, 3)),
        (7, (0xFFFF, 3, 3)),
    ],
)
def test_each_landlock_version_is_asked_for_all_it_knows(
    version: int, rights: tuple[int, int, int]
) -> None:
    assert landlock.everything(version) == rights


PICTURES = "tests.jail.pictures:Decoder"


def test_every_picture_format_decodes_inside() -> None:
    with pool(PICTURES) as running:
        assert outputs(run(running, "all")["all"]) == [b"HEIC AVIF BMP GIF JPEG PNG TIFF WEBP"]


class Threadless(Pool):
    layers = Layers(threads=False)


@needs_filter
def test_a_jail_that_breaks_a_decoder_is_refused() -> None:
    # without threads HEIC comes back as damaged: a picture would be missed without a sound
    with pytest.raises(JailError, match="the jail breaks: HEIC"):
        pool(PICTURES, kind=Threadless)


@pytest.mark.parametrize(
    ("words", "value"),
    [("limit RLIMIT_FSIZE", b"0"), ("limit RLIMIT_CORE", b"0"), ("umask", b"0o77")],
)
def test_the_limits_hold_inside(words: str, value: bytes) -> None:
    with pool() as running:
        assert outputs(run(running, words)[words]) == [value]


def test_memory_is_limited_and_mapped_files_do_not_count(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with index.open("wb") as file:
        file.truncate(4 << 30)
    with index.open("rb") as file:
        number = file.fileno()
        with pool(argument=str(number).encode(), descriptors=(number,), memory=256) as running:
            assert outputs(run(running, "map")["map"]) == [str(4 << 30).encode()]

"""Many machines give what one gives, byte for byte, whatever becomes of them."""

import hashlib
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Timer

import pytest

import triage.run
from benchmarks.dask_nodes import Certificates, DaskNodes
from jail.limits import Limits
from tests.skerry_command import Skerry
from tests.triage.little_phone import picture, write_folder, write_image
from tests.triage.test_faults import Silent
from triage.cluster.access import Access
from triage.request import Request

pytestmark = pytest.mark.slow

ONE = ("--workers", "1")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    folder = tmp_path_factory.mktemp("cluster")
    command = Skerry(folder / "home")
    hashes = folder / "some.sha256"
    wanted = [picture(2), picture(3), picture(30), picture(42)]
    hashes.write_text("".join(f"{hashlib.sha256(body).hexdigest()}\n" for body in wanted))
    words = ("--name", "some", "--disposition", "alert", "--algorithm", "sha256")
    command("hashsets", "import", hashes, *words)
    return command


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_image(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="module")
def alone(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What this machine gives without a cluster."""
    exam = tmp_path_factory.mktemp("alone") / "x.exam"
    command("triage", "run", image, "--exam", exam)
    assert len(command.lines("findings", exam)) == 4
    return command.outputs(exam)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory, command: Skerry) -> Iterator[DaskNodes]:
    with DaskNodes(tmp_path_factory.mktemp("dask")) as nodes:
        nodes.add("first", command.home)
        nodes.add("second", command.home)
        yield nodes


class Watching(Silent):
    """Keeps what is said, freezes a node when a phase begins, and kills it a while after.

    A frozen node keeps what it was given, so that the run cannot end without having lost it.
    """

    def __init__(self, nodes: DaskNodes, name: str, phase: str) -> None:
        self.said: list[str] = []
        self._phase = phase
        self._freeze = partial(nodes.freeze, name)
        self._kill = Timer(2.0, nodes.kill, [name])

    def say(self, line: str) -> None:
        self.said.append(line)

    def phase(self, name: str, entries: int, size: int) -> None:
        if name == self._phase:
            self._freeze()
            self._kill.start()


def access_of(nodes: DaskNodes) -> Access:
    _, address, _, ca, _, certificate, _, key = nodes.options
    return Access(address, ca, certificate, key)


def seeing(there: Path, here: Path) -> list[str]:
    """Words of a program that runs another which sees one place of the storage at another."""
    mount = f'mount --bind "{there}" "{here}" && exec "$@"'
    words = ["unshare", "-m", "sh", "-c", mount, "sh"]
    if subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        pytest.skip("a node with another view of the storage needs root")
    return words


def test_two_nodes_give_the_same_bytes_as_this_machine(
    command: Skerry, image: Path, alone: str, nodes: DaskNodes, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, *ONE, *nodes.options)
    assert command.outputs(exam) == alone
    assert command("triage", "verify", exam, image).returncode == 0


def test_an_examination_begun_on_this_machine_is_finished_by_a_cluster(
    command: Skerry, image: Path, alone: str, nodes: DaskNodes, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    words = ("triage", "run", image, "--exam", exam)
    command(*words, check=False, SKERRY_CRASH_AFTER="examined:9")
    command("triage", "run", image, "--exam", exam, *ONE, *nodes.options)
    assert command.outputs(exam) == alone


def test_a_folder_on_shared_storage_is_read_by_the_nodes_themselves_as_dask_is_configured(
    command: Skerry, nodes: DaskNodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "tree")
    command("triage", "run", folder, "--exam", tmp_path / "here.exam")
    access = access_of(nodes)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", access.ca)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", access.certificate)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY", access.key)
    exam = tmp_path / "there.exam"
    command("triage", "run", folder, "--exam", exam, *ONE, "--cluster", nodes.address)
    assert command.outputs(exam) == command.outputs(tmp_path / "here.exam")


@pytest.mark.parametrize("phase", ["surveying", "listing"])
def test_a_node_killed_at_its_work_has_it_done_again_by_the_others(
    command: Skerry,
    image: Path,
    alone: str,
    nodes: DaskNodes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    phase: str,
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(command.home))
    name = f"doomed-{phase}"
    nodes.add(name, command.home)
    exam = tmp_path / "x.exam"
    watching = Watching(nodes, name, phase)
    asked = Request(sources=(image,), exam=exam, workers=1, cluster=access_of(nodes))
    assert triage.run.run(asked, watching).finished
    assert [line for line in watching.said if name in line and "is done again" in line]
    assert command.outputs(exam) == alone


def test_what_breaks_its_worker_costs_the_same_on_a_node(
    command: Skerry, nodes: DaskNodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(command.home))
    monkeypatch.setattr(triage.run, "SERVICE", "tests.triage.faulty:build")
    monkeypatch.setattr(triage.run, "LIMITS", Limits(processor_seconds=0.5))
    folder = tmp_path / "folder"
    folder.mkdir()
    for how in ("segfault", "spin", "eat", "raise"):
        (folder / f"{how}.bin").write_bytes(f"BREAK {how} ".encode())
    for seed in range(9):
        (folder / f"{seed}.jpg").write_bytes(picture(seed))
    (folder / "liar.bin").write_bytes(b"what a broken worker was asked about")
    here = Request(sources=(folder,), exam=tmp_path / "here.exam", workers=2)
    there = replace(here, exam=tmp_path / "there.exam", workers=1, cluster=access_of(nodes))
    for request in (here, there):
        assert triage.run.run(request, Silent()).imperfect == 5
    assert command.outputs(there.exam) == command.outputs(here.exam)


def test_a_node_that_lacks_a_set_is_refused_by_name_and_the_others_go_on(
    command: Skerry, image: Path, alone: str, nodes: DaskNodes, tmp_path: Path
) -> None:
    nodes.add("setless", tmp_path / "home")
    exam = tmp_path / "x.exam"
    done = command("triage", "run", image, "--exam", exam, *ONE, *nodes.options)
    nodes.kill("setless")
    (line,) = [line for line in done.stderr.splitlines() if "setless" in line]
    assert "is refused: there is no hash set 'some" in line
    assert command.outputs(exam) == alone


def test_a_node_that_finds_other_evidence_under_the_path_is_refused_by_name(
    command: Skerry, image: Path, alone: str, nodes: DaskNodes, tmp_path: Path
) -> None:
    other = tmp_path / "other.img"
    shutil.copy(image, other)
    with other.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"x")
    nodes.add("stranger", command.home, seeing(other, image))
    exam = tmp_path / "x.exam"
    done = command("triage", "run", image, "--exam", exam, *ONE, *nodes.options)
    nodes.kill("stranger")
    (line,) = [line for line in done.stderr.splitlines() if "stranger" in line]
    assert "is refused: the evidence it finds in the place of little.img is not the same" in line
    assert command.outputs(exam) == alone


def test_a_node_that_finds_another_file_deep_in_a_folder_is_refused_when_it_comes_to_it(
    command: Skerry, nodes: DaskNodes, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "tree")
    other = shutil.copytree(folder / "DCIM", tmp_path / "DCIM")
    for file in (other / "Camera").iterdir():
        file.write_bytes(file.read_bytes() + b"x")
    command("triage", "run", folder, "--exam", tmp_path / "here.exam")
    nodes.add("stranger", command.home, seeing(other, folder / "DCIM"))
    exam = tmp_path / "there.exam"
    done = command("triage", "run", folder, "--exam", exam, *ONE, *nodes.options)
    nodes.kill("stranger")
    first, *_ = [line for line in done.stderr.splitlines() if "stranger" in line]
    assert "is refused: a file of the evidence: it is not the file that was listed" in first
    assert command.outputs(exam) == command.outputs(tmp_path / "here.exam")


def test_where_every_node_is_refused_the_run_ends_in_one_line(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    with DaskNodes(tmp_path / "dask") as nodes:
        nodes.add("only", tmp_path / "home")
        exam = tmp_path / "x.exam"
        done = command("triage", "run", image, "--exam", exam, *nodes.options, check=False)
    assert done.returncode == 1
    assert "no node of the cluster" in done.stderr.splitlines()[-1]
    assert "only" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_certificate_of_another_authority_is_not_let_in(
    command: Skerry, image: Path, nodes: DaskNodes, tmp_path: Path
) -> None:
    certificate, key = Certificates(tmp_path / "others").issue("operator")
    access = access_of(nodes)
    words = ("triage", "run", image, "--exam", tmp_path / "x.exam", "--cluster", access.address)
    files = ("--tls-ca", access.ca, "--tls-cert", certificate, "--tls-key", key)
    done = command(*words, *files, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert nodes.address in done.stderr.splitlines()[-1]


def test_without_a_certificate_the_command_does_not_even_try(
    command: Skerry, image: Path, nodes: DaskNodes, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    run = ("triage", "run", image, "--exam", exam, "--cluster", nodes.address)
    done = command(*run, check=False)
    assert done.returncode == 1
    assert "no certificates" in done.stderr.splitlines()[-1]


def test_a_client_without_a_certificate_gets_not_a_word_from_the_scheduler(
    nodes: DaskNodes,
) -> None:
    host, port = nodes.address.removeprefix("tls://").split(":")
    context = ssl.create_default_context(cafile=str(nodes.certificates.ca))
    context.check_hostname = False
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    with (
        socket.create_connection((host, int(port)), 10) as link,
        pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"),
        context.wrap_socket(link) as sealed,
    ):
        sealed.recv(1)

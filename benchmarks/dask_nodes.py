"""A Dask cluster of processes of this machine, with its own certificates: for tests and figures."""

import datetime
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from skerry import SkerryError

STARTING_SECONDS = 60.0
ROOT = Path(__file__).parent.parent


class ClusterFailed(SkerryError):
    """Dask did not start."""


class Certificates:
    """A new authority in ``folder``, and PEM files of what it signs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("a cluster's own authority")
        self.ca = folder / "ca.pem"
        signed = self._signed(self._name, self._key, authority=True)
        self.ca.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def issue(self, role: str) -> tuple[Path, Path]:
        """The files of a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, secret = self._folder / f"{role}.pem", self._folder / f"{role}.key"
        signed = self._signed(_name(role), key, authority=False)
        certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, secret

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - datetime.timedelta(hours=1))
        made = made.not_valid_after(now + datetime.timedelta(days=1))
        made = made.add_extension(x509.BasicConstraints(authority, None), critical=True)
        return made.sign(self._key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


class DaskNodes:
    """A scheduler, and workers as they are added; all end with the context.

    ``options`` are words of ``skerry triage run`` that reach it; ``running`` are all processes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.certificates = Certificates(folder / "certificates")
        self.running: list[subprocess.Popen[bytes]] = []
        self.nodes: dict[str, subprocess.Popen[bytes]] = {}
        words = ["dask_scheduler", "--host", "tls://127.0.0.1:0", "--no-dashboard"]
        self._start("scheduler", [*words, "--dashboard-address", "127.0.0.1:0"], {})
        self.address = self._said("scheduler", rb"Scheduler at:\s+(tls://[\d.:]+)")

    @property
    def options(self) -> list[str]:
        """Where the cluster is, and an operator's certificate for it."""
        certificate, key = self.certificates.issue("operator")
        files = ["--tls-ca", str(self.certificates.ca), "--tls-cert", str(certificate)]
        return ["--cluster", self.address, *files, "--tls-key", str(key)]

    def add(self, name: str, home: Path, before: Sequence[str] = ()) -> None:
        """Start a node with its own ``SKERRY_HOME`` and wait for it.

        ``before`` are words of a program that is to run it.
        """
        words = ["dask_worker", self.address, "--name", name, "--no-nanny", "--nthreads", "1"]
        words += ["--no-dashboard", "--memory-limit", "0", "--local-directory", str(self._folder)]
        words += ["--dashboard-address", "127.0.0.1:0"]
        self.nodes[name] = self._start(name, words, {"SKERRY_HOME": str(home)}, before)
        self._said(name, rb"Registered to:\s+(tls://[\d.:]+)")

    def freeze(self, name: str) -> None:
        """Have a node answer nothing more, whatever it has in hand."""
        self.nodes[name].send_signal(signal.SIGSTOP)

    def kill(self, name: str) -> None:
        """End a node as a pulled plug would."""
        self.nodes[name].send_signal(signal.SIGKILL)
        self.nodes[name].wait()

    def _start(
        self,
        role: str,
        words: Sequence[str],
        more: Mapping[str, str],
        before: Sequence[str] = (),
    ) -> "subprocess.Popen[bytes]":
        certificate, key = self.certificates.issue(role)
        tls = ["--tls-ca-file", str(self.certificates.ca), "--tls-cert", str(certificate)]
        command = [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:], *tls]
        with self._log(role).open("wb") as log:
            started = subprocess.Popen(
                [*before, *command, "--tls-key", str(key)],
                env={**os.environ, **more},
                cwd=ROOT,  # where what a node is told to run is found
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(started)
        return started

    def _log(self, role: str) -> Path:
        return self._folder / f"{role}.log"

    def _said(self, role: str, pattern: bytes) -> str:
        until = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until and self.running[-1].poll() is None:
            if found := re.search(pattern, self._log(role).read_bytes()):
                return found[1].decode()
            time.sleep(0.05)
        raise ClusterFailed(f"{role} did not start: {self._log(role).read_text()[-400:]}")

    def close(self) -> None:
        """End all processes."""
        for process in reversed(self.running):
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

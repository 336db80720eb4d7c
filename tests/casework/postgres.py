"""A PostgreSQL of the test's own: a private cluster in a temporary folder, on a socket only."""

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

import pytest

UNPRIVILEGED = "nobody"


def program(name: str) -> str | None:
    """PostgreSQL's own programs are not on Debian's path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(found[0]) if found else shutil.which(name)


class Cluster:
    """Started on demand; PostgreSQL refuses to run as root, so another account runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._shared: str | None = None
        folder.mkdir(parents=True)
        self.own(folder)
        self.run(
            "initdb", "-D", self.data, "-U", "skerry", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        self.start()

    @staticmethod
    def own(folder: Path) -> None:
        """Give a folder to the account that PostgreSQL runs under."""
        if os.getuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def run(self, name: str, *words: str | Path, timeout: int = 120) -> None:
        path = program(name)
        assert path is not None
        prefix = ["setpriv", "--reuid", UNPRIVILEGED, "--clear-groups"] if os.getuid() == 0 else []
        log = self.folder / "run.log"
        with log.open("ab") as out:
            done = subprocess.run(
                [*prefix, path, *map(str, words)],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                timeout=timeout,
                check=False,
            )
        if done.returncode:
            raise AssertionError(f"{name}: {log.read_text('utf-8', 'replace')[-2000:]}")

    def start(self) -> None:
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = self.folder / "server.log"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def schema(self) -> str:
        """The address of a new, empty schema: cheaper by far than a database, and as good."""
        if self._shared is None:
            self._shared = self.database()
        name = f"s{secrets.token_hex(6)}"
        self.run("psql", "-q", "-c", f"CREATE SCHEMA {name}", *self.at(self._shared))
        return self.with_schema(self._shared, name)

    @staticmethod
    def with_schema(address: str, name: str) -> str:
        return f"{address}&options=-csearch_path%3D{name}"

    def at(self, address: str) -> tuple[str, ...]:
        """What PostgreSQL's own programs are told of a database."""
        name = address.partition("@/")[2].partition("?")[0]
        return ("-h", str(self.folder), "-U", "skerry", "-d", name)

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"t{secrets.token_hex(6)}"
        self.run("createdb", "-h", self.folder, "-U", "skerry", name)
        return f"postgresql://skerry@/{name}?host={self.folder}"


def skip_without_postgres() -> None:
    if program("initdb") is None or (os.getuid() == 0 and shutil.which("setpriv") is None):
        pytest.skip("no PostgreSQL here")

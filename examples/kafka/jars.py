"""Apache Kafka's jars: asked of Maven once, checked against their digests, kept."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from skerry import SkerryError

KAFKA = "4.3.1"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
HERE = Path(__file__).parent
PATIENCE = 600
"""Seconds for 45 MB."""


class KafkaUnavailable(SkerryError):
    """Kafka cannot be had on this machine."""


def cache() -> Path:
    """``$XDG_CACHE_HOME/skerry/kafka``, by default below ``~/.cache``."""
    named = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(named) / "skerry" / "kafka"


def java() -> str:
    """The Java that runs a broker; raises ``KafkaUnavailable``."""
    found = shutil.which("java")
    if found is None:
        raise KafkaUnavailable("Kafka needs Java: apt-get install default-jre-headless")
    return found


def jars() -> Path:
    """The folder of jars, fetched where it is not there yet; raises ``KafkaUnavailable``."""
    folder = cache()
    wanted = folder / KAFKA
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.is_dir():
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                _fetch(Path(fresh) / "jars")
                (Path(fresh) / "jars").rename(wanted)
    return wanted


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailable("Kafka's jars are fetched by Maven: apt-get install maven")
    words = [maven, "-B", "-q", "-f", str(HERE / "pom.xml"), PLUGIN, "-DincludeScope=runtime"]
    try:
        done = subprocess.run(
            [*words, f"-DoutputDirectory={folder}"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise KafkaUnavailable(f"Maven did not fetch Kafka within {PATIENCE} s") from None
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise KafkaUnavailable(f"Maven could not fetch Kafka: {said[0] if said else 'no reason'}")
    _check(folder)


def _check(folder: Path) -> None:
    """Whatever Maven asked, these are the jars that were tried, and no others."""
    lines = (HERE / "jars.sha256").read_text("ascii").splitlines()
    known = {name: digest for digest, name in (line.split() for line in lines)}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.iterdir()}
    wrong = sorted(name for name, digest in found.items() if known.get(name) != digest)
    wrong += sorted(known.keys() - found.keys())
    if wrong:
        raise KafkaUnavailable(f"Kafka's jars are not those that were tried: {', '.join(wrong)}")

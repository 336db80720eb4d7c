"""How a cluster is spoken to safely: TLS, a certificate of one's own, a user and a password.

Read from a TOML file that only its owner can read, or from the environment; never from the command
line, which every process of a machine can see.
"""

import os
import ssl
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from monitor.errors import MonitorError

OPTIONS = "SKERRY_KAFKA_OPTIONS"
"""The variable that names the file."""

PASSWORD = "SKERRY_KAFKA_PASSWORD"
"""The variable that holds the password, where the file does not."""


class Security(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's keys. Relative paths start at the file's folder. Nothing given: no encryption."""

    tls: bool = False
    cafile: str | None = None
    """Authorities to trust, PEM; the system's where none is named."""
    certfile: str | None = None
    keyfile: str | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"Security(tls={self.tls}, mechanism={self.mechanism}, username={self.username})"


def read_security(file: Path | None, environment: Mapping[str, str]) -> Security:
    """From the file, else the one the environment names; raises ``MonitorError``."""
    named = environment.get(OPTIONS)
    path = file if file is not None else Path(named) if named else None
    said = {} if path is None else _table(path)
    if said.get("mechanism") and environment.get(PASSWORD):
        said["password"] = environment[PASSWORD]
    try:
        security = msgspec.convert(said, Security)
    except msgspec.ValidationError as error:
        raise MonitorError(f"Kafka options {path}: {error}") from None
    _sound(security)
    return security


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            said = tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MonitorError(f"Kafka options {path}: {error}") from None
    if "password" in said and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MonitorError(f"Kafka options {path}: others can read the password: chmod 600")
    for key in ("cafile", "certfile", "keyfile"):
        if isinstance(said.get(key), str):
            said[key] = str(path.parent / said[key])
    return said


def _sound(security: Security) -> None:
    if not security.tls and (security.cafile or security.certfile or security.keyfile):
        raise MonitorError("Kafka options: certificates are of no use without tls = true")
    if security.keyfile and not security.certfile:
        raise MonitorError("Kafka options: keyfile needs certfile")
    if (security.mechanism is None) != (security.username is None):
        raise MonitorError("Kafka options: mechanism and username go together")
    if security.mechanism and security.password is None:
        raise MonitorError(f"Kafka options: no password, neither in the file nor in {PASSWORD}")
    if security.mechanism == "PLAIN" and not security.tls:
        raise MonitorError(
            "Kafka options: PLAIN without tls = true would send the password in clear"
        )


def connection(security: Security) -> dict[str, Any]:
    """What aiokafka is told of it; raises ``MonitorError`` where a certificate cannot be used."""
    said: dict[str, Any] = {"security_protocol": _protocol(security)}
    if security.tls:
        said["ssl_context"] = _context(security)
    if security.mechanism:
        said["sasl_mechanism"] = security.mechanism
        said["sasl_plain_username"] = security.username
        said["sasl_plain_password"] = security.password
    return said


def _protocol(security: Security) -> str:
    if security.mechanism:
        return "SASL_SSL" if security.tls else "SASL_PLAINTEXT"
    return "SSL" if security.tls else "PLAINTEXT"


def _context(security: Security) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=security.cafile)
        if security.certfile:
            context.load_cert_chain(security.certfile, security.keyfile)
    except OSError as error:
        raise MonitorError(f"Kafka options: certificate: {error.strerror or error}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context

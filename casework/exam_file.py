"""An examination file read for its registration: its digest, coverage, findings and gaps.

The file is what ``skerry triage run`` writes: SQLite, application id ``SKER``, the tables and the
format number of ``docs/examination.md``. It is opened read-only and stays where it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec
from pysqlite3 import dbapi2

from casework.errors import CaseworkError

APPLICATION_ID = 0x534B4552
FORMATS = frozenset({4})
"""Those of which this release knows the tables."""

SIDECARS = ("-wal", "-journal", ".lock")

DriverConnection: TypeAlias = Any
"""A ``pysqlite3`` connection (the package carries no types)."""


class ExamFile(msgspec.Struct, frozen=True, kw_only=True):
    """What an examination file says of itself; the fields are those of its registration."""

    sha256: str
    state: str
    examined: datetime
    who: str
    officer: str
    power: str
    states: dict[str, int]
    findings: dict[str, int]
    gaps: dict[str, int]
    kinds_not_authorised: tuple[str, ...]
    versions: dict[str, str]


def read_exam(path: Path) -> ExamFile:
    """Read an examination file at rest.

    Raises ``CaseworkError`` where it is none, of another format, or being written.
    """
    for sidecar in SIDECARS:
        if path.with_name(path.name + sidecar).exists():
            raise CaseworkError(f"{path} is in use: an examination is registered when at rest")
    before = _digest(path)
    try:
        with _opened(path) as connection:
            found = _read(connection, before)
    except (dbapi2.Error, KeyError, ValueError, msgspec.MsgspecError) as error:
        raise CaseworkError(f"{path} is no examination file: {error}") from None
    if _digest(path) != before:
        raise CaseworkError(f"{path} changed while it was read")
    return found


def check_finding(path: Path, digest: str, finding: str) -> None:
    """Raise ``CaseworkError`` where that file is not of that digest, or has no such finding."""
    if _digest(path) != digest:
        raise CaseworkError(f"{path} is not the file that was registered: its digest is another")
    try:
        with _opened(path) as connection:
            query = "SELECT count(*) FROM findings WHERE id = ?"
            known = connection.execute(query, (finding,)).fetchone()[0]
    except dbapi2.Error as error:
        raise CaseworkError(f"{path} is no examination file: {error}") from None
    if not known:
        raise CaseworkError(f"{path} has no finding {finding}")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None


@contextmanager
def _opened(path: Path) -> Iterator[DriverConnection]:
    # at rest the file has no sidecar, so nothing need be written beside it to read it
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = dbapi2.connect(address, uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        yield connection
    finally:
        connection.close()


def _read(connection: DriverConnection, digest: str) -> ExamFile:
    check_format(_one(connection, "PRAGMA application_id"), _one(connection, "PRAGMA user_version"))
    facts = dict(connection.execute("SELECT key, value FROM facts"))
    authority = msgspec.json.decode(facts["authority"], type=dict[str, Any])
    last = connection.execute("SELECT who, tools FROM runs ORDER BY number DESC").fetchone()
    tools = msgspec.json.decode(last[1], type=dict[str, str]) if last else {}
    refused = connection.execute(
        "SELECT DISTINCT detail FROM gaps WHERE reason = 'not-authorised' ORDER BY detail"
    )
    return ExamFile(
        sha256=digest,
        state=facts["state"],
        examined=datetime.fromisoformat(facts.get("finished") or facts["begun"]),
        who=last[0] if last else "",
        officer=authority.get("officer", ""),
        power=authority.get("power", ""),
        states=_counts(connection, "entries", "state"),
        findings=_counts(connection, "findings", "severity"),
        gaps=_counts(connection, "gaps", "reason"),
        kinds_not_authorised=tuple(row[0] for row in refused),
        versions={"skerry": tools.get("skerry", ""), **_versions(connection, facts)},
    )


def check_format(application: int, number: int) -> None:
    """Raise ``CaseworkError`` for a file of another program, or of another release."""
    if application != APPLICATION_ID:
        raise CaseworkError("that is no examination file")
    if number not in FORMATS:
        known = ", ".join(map(str, sorted(FORMATS)))
        raise CaseworkError(f"the examination file is of format {number}; this one reads {known}")


def _versions(connection: DriverConnection, facts: dict[str, str]) -> dict[str, str]:
    sets = connection.execute("SELECT name, version FROM sets ORDER BY name, version")
    rules = connection.execute("SELECT name, sha256 FROM rules ORDER BY name")
    sealed = {name: facts[name] for name in sorted(facts) if name.startswith("seal.")}
    return {
        **{f"set {name} {version}": version for name, version in sets},
        **{f"rules {name}": digest for name, digest in rules},
        **sealed,
    }


def _counts(connection: DriverConnection, table: str, column: str) -> dict[str, int]:
    rows = connection.execute(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 1")
    return {str(name): int(count) for name, count in rows}


def _one(connection: DriverConnection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])

"""An examination written record by record, with the worst names evidence can have."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5, sha1, sha256
from pathlib import Path

import msgspec

from keywords.records import Severity
from triage.authority import Authority, DataKind
from triage.exam.connection import create
from triage.exam.writing import Writer
from triage.ids import identify
from triage.reasons import Reason
from triage.records import (
    Anything,
    Digests,
    Entry,
    FileType,
    Finding,
    Gap,
    Kind,
    Membership,
    Observation,
    Origin,
    Picture,
    SourceDigests,
    State,
    Volume,
)
from triage.sealing import seal

HOST_FOLDER = "/srv/unit-seven/cases"
LONG_NAME = b"/" + b"x" * (1 << 20)
HOSTILE = (
    b"/<script>alert(1)</script>.jpg",
    "/invoice_\u202egpj.exe".encode(),
    b"/control\x1b[31m\x00\r\n.jpg",
    b"=cmd|' /C calc'!A0",
    b"+1+1",
    b"-2+3",
    b"@SUM(A1)",
    b"\t=1",
    b"\xff\xfe not text.jpg",
    b'/"><img src=x onerror=alert(1)>.jpg',
    b"/{{ 7 * 7 }}{% raw %}",
    b"/data:image/png;base64,iVBORw0KGgo=.jpg",
    LONG_NAME,
)
CAUTION = "set alert-set@3: a copy may be missed"
AUTHORITY = Authority(
    recorded=True,
    exhibit="JB/1",
    power="Sexual Offences Act 2003 s.103B",
    officer="PC 1234",
    owner="A. Example",
    data=(DataKind.MEDIA, DataKind.DEVICE),
)


@dataclass
class Exam:
    """What to write; the defaults make a finished examination of one small phone."""

    authority: Authority = AUTHORITY
    finished: bool = True
    paths: tuple[bytes, ...] = HOSTILE
    label: str = "phone.dd"
    extra: list[Anything] = field(default_factory=list)


def identifier(path: bytes) -> str:
    """The id the builder gives an entry."""
    return identify("test", path)


def entry(path: bytes, **changes: object) -> Entry:
    """A file of 1,000 bytes, examined."""
    values: dict[str, object] = {
        "id": identifier(path),
        "source": 0,
        "volume": 0,
        "path": path,
        "origin": Origin.FILE,
        "kind": Kind.FILE,
        "inode": "12",
        "allocated": True,
        "size": 1000,
        "runs": ((1052672, 1000),),
        "modified": 1767225600_000000000,
        "state": State.DONE,
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def picture(path: bytes, quality: int = 100) -> Observation:
    """A decoded picture."""
    digests = Digests(
        md5=md5(path).digest(), sha1=sha1(path).digest(), sha256=sha256(path).digest()
    )
    hashes = Picture(
        width=640,
        height=480,
        pdq=bytes(256),
        pdq_quality=quality,
        phash=bytes(64),
        dhash=bytes(8),
    )
    return Observation(
        file=identifier(path),
        state=State.DONE,
        digests=digests,
        type=FileType(mime="image/jpeg"),
        picture=hashes,
    )


def finding(path: bytes, number: int = 0, **changes: object) -> Finding:
    """An exact finding of high severity."""
    values: dict[str, object] = {
        "id": identify("finding", path, number),
        "file": identifier(path),
        "kind": "exact",
        "severity": Severity.HIGH,
        "set": "alert-set",
        "set_version": "3",
        "record": number,
        "category": 1,
        "algorithm": "md5",
        "distance": 0,
        "transform": "none",
        "explanation": f"The content is identical, by MD5, to record {number} of set alert-set@3.",
    }
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


def weak(path: bytes, distance: int, number: int = 0) -> Finding:
    """A pHash hit that chance may have made."""
    return finding(
        path,
        number,
        kind="perceptual",
        severity=Severity.INFO,
        algorithm="phash",
        distance=distance,
        explanation=f"PHASH differs in {distance} of 64 bits.",
    )


def gap(path: bytes | None, reason: Reason, detail: str = "", **changes: object) -> Gap:
    """A gap of an entry or, without a path, of the source."""
    values: dict[str, object] = {
        "id": identify("gap", path, reason, detail),
        "source": 0,
        "volume": 0,
        "file": identifier(path) if path is not None else None,
        "stage": "read",
        "reason": reason,
        "detail": detail,
    }
    return Gap(**{**values, **changes})  # type: ignore[arg-type]


def build(path: Path, exam: Exam | None = None) -> Path:
    """Write the examination to ``path``."""
    exam = exam or Exam()
    writer = Writer(connection := create(path))
    _begin(writer, exam)
    writer.write(_records(exam))
    writer.write(exam.extra)
    if not exam.finished:
        writer.write([entry(b"/pending.jpg", state=State.PENDING)])
    writer.flush()
    if exam.finished:
        for name, digest in seal(connection).items():
            writer.set_fact(f"seal.{name}", digest)
        writer.set_fact("state", "finished")
    writer.flush()
    writer.close()
    return path


def _begin(writer: Writer, exam: Exam) -> None:
    where = f"{HOST_FOLDER}/{exam.label}"
    writer.insert("sources", (0, exam.label, "raw", where, 1 << 30, 1, "f" * 64, 1, *[None] * 5))
    writer.write_volume(
        0, Volume(source=0, ordinal=0, kind="ext4", offset=1 << 20, length=1 << 29, label="data")
    )
    writer.write_volume(1, Volume(source=0, ordinal=1, kind="f2fs", offset=1 << 29))
    writer.update("UPDATE volumes SET walked = 1 WHERE number = 0")
    hashes, foreign = json.dumps({"md5": 12, "phash": 10_000_000}), json.dumps({"PhotoDNA": 7})
    writer.insert(
        "sets", ("alert-set", "3", "alert", "a" * 64, hashes, foreign, json.dumps([CAUTION]))
    )
    known = json.dumps({"sha1": 5}), "{}", json.dumps([CAUTION.replace("alert-set@3", "known")])
    writer.insert("sets", ("system-files", "1", "known", "b" * 64, *known))
    writer.insert("rules", ("lure.yar", "c" * 64, None))
    writer.insert("rules", ("broken.yar", "d" * 64, "line 3: syntax error"))
    command = f"skerry triage run {where} --exam {HOST_FOLDER}/jb1.exam --case={HOST_FOLDER}/c.toml"
    writer.insert(
        "runs",
        (
            1,
            "2026-11-24T09:00:00Z",
            "2026-11-24T09:05:00Z" if exam.finished else None,
            "finished" if exam.finished else None,
            "examiner",
            "bench-2",
            command,
            json.dumps({"skerry": "0.1.0", "pytsk3": "20260715"}),
        ),
    )
    writer.set_fact("authority", msgspec.json.encode(exam.authority).decode())
    writer.set_fact("begun", "2026-11-24T09:00:00Z")
    writer.set_fact("state", "running")
    writer.flush()


def _records(exam: Exam) -> Iterator[Anything]:
    yield entry(b"/DCIM", kind=Kind.DIRECTORY, size=4096, runs=None)
    for number, path in enumerate(exam.paths):
        yield entry(path)
        yield picture(path, quality=100 if number else 10)
        yield finding(path, number)
    yield entry(b"/mmssms.db", state=State.SKIPPED, reason=Reason.NOT_AUTHORISED)
    yield gap(b"/mmssms.db", Reason.NOT_AUTHORISED, "messages", stage="authority")
    yield entry(b"/gone.jpg", origin=Origin.DELETED, state=State.FAILED, allocated=False, size=0)
    yield gap(b"/gone.jpg", Reason.CONTENT_GONE)
    yield entry(b"/bomb.zip", state=State.PARTIAL, reason=Reason.LIMIT_RATIO)
    yield gap(b"/bomb.zip", Reason.LIMIT_RATIO, "member 3")
    yield gap(None, Reason.UNSUPPORTED_FILE_SYSTEM, "f2fs", volume=1, offset=1 << 29, length=512)
    yield Membership(
        file=identifier(b"/gone.jpg"), set="system-files", set_version="1", disposition="known",
        record=1,
    )  # fmt: skip
    yield SourceDigests(
        source=0, size=1 << 30, md5="0" * 32, sha1="1" * 40, sha256="2" * 64,
        stored={"MD5": "0" * 32},
    )  # fmt: skip

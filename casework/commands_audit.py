"""``skerry audit …``: the log listed, exported, signed, and verified, offline too."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from casework.accounts.lines import safe
from casework.act import Operation
from casework.asking import (
    EXIT_IMPERFECT,
    Parsers,
    as_system,
    command,
    group,
    job,
    listing,
    signed_in,
)
from casework.audit.checkpoint import Checkpoint, opened
from casework.audit.checkpointing import kept_checkpoints, take_checkpoint
from casework.audit.fault import Fault, FaultKind, Verdict
from casework.audit.file import read_log, write_log
from casework.audit.note import VerifierKey
from casework.audit.signing_key import PUBLIC, read_verifier_key
from casework.audit.stored_log import chained_lines, fault_of_head, faults_of_records, found_lines
from casework.audit.verifying import verify
from casework.errors import CaseworkError
from casework.intents import conclude
from casework.terminal import tell, tell_json, tell_rows, warn
from skerry import home

EXIT_FAILED = 1
HEADER = ("sequence", "at", "actor", "operation", "stage", "person", "kind", "record", "reason")
SUFFIX = ".checkpoint"


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "audit", "the log of who did and saw what")
    parser = listing(
        commands,
        "list",
        "lines of the log",
        "skerry audit list --person P-0042",
        "audit.consult",
    )
    parser.add_argument("--person")
    parser.add_argument("--actor")
    parser.set_defaults(perform=_list)
    example = "skerry audit export --out log.jsonl"
    text = "write the log and a signed checkpoint of it"
    parser = command(commands, "export", text, example, "audit.export")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.set_defaults(perform=_export)
    example = "skerry audit checkpoint --out 2026-11-30.checkpoint"
    text = "sign the log's end, to carry off this host"
    parser = command(commands, "checkpoint", text, example, "audit.checkpoint")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    as_system(parser)
    parser.set_defaults(perform=_checkpoint)
    _register_verify(commands)
    example = "skerry audit conclude 71 --outcome done --note 'the file was handed over'"
    text = "say what became of something that was begun outside the database"
    parser = command(commands, "conclude", text, example, "audit.conclude")
    parser.add_argument("line", type=int, help="as audit verify lists it")
    parser.add_argument("--outcome", choices=("done", "failed"), required=True)
    parser.add_argument("--note", required=True)
    parser.set_defaults(perform=_conclude)


def _register_verify(commands: Parsers) -> None:
    example = "skerry audit verify log.jsonl --checkpoint kept.checkpoint --key audit.pub"
    text = "check an exported log, which takes no account, or the one in use"
    parser = command(commands, "verify", text, example, "audit.verify")
    as_system(parser)
    parser.add_argument("log", nargs="?", type=Path, help="an export; default: the database")
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE")
    parser.add_argument("--key", type=Path, help=f"default: {PUBLIC} in SKERRY_HOME")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(perform=_verify)


def _list(given: argparse.Namespace) -> int:
    with signed_in(given) as access, access.doing("audit.consult") as writing:
        person, actor = safe(given.person), safe(given.actor, "actor")
        lines = list(found_lines(writing.connection, person, actor))
        asked = f"log person={given.person} actor={given.actor}"
        writing.note(Operation.SEARCH, detail={"query": asked, "found": len(lines)})
    rows = [[getattr(line, name) for name in HEADER] for line in lines]
    if given.format == "jsonl":
        for line in lines:
            tell_json(line)
        return 0
    tell_rows(HEADER, rows, given.format)
    return 0


def _export(given: argparse.Namespace) -> int:
    checkpoint = given.out.with_name(given.out.name + SUFFIX)
    if given.out.exists() or checkpoint.exists():
        raise CaseworkError(f"{given.out} exists already: a log is written to a new file")
    with signed_in(given) as access:
        with access.doing("audit.export"):
            pass
        note = take_checkpoint(access.store, access.act(), home())
        with access.store.reading() as reading:
            count = write_log(given.out, chained_lines(reading.connection))
    checkpoint.write_text(note, "utf-8")
    tell(f"{count} lines written to {given.out}, their end signed in {checkpoint.name}")
    return 0


def _checkpoint(given: argparse.Namespace) -> int:
    with job(given, "audit.checkpoint") as (store, act):
        note = take_checkpoint(store, act, home())
    with given.out.open("x", encoding="utf-8") as file:
        file.write(note)
    tell(f"written to {given.out}: keep it where nobody of this host can change it")
    return 0


def _conclude(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        with access.doing("audit.conclude"):
            pass
        conclude(access.store, access.act(), given.line, given.outcome, given.note)
    tell(f"line {given.line}: {given.outcome}")
    return 0


def _verify(given: argparse.Namespace) -> int:
    keys = _keys(given.key)
    notes = [(path.name, _note(path)) for path in given.checkpoint]
    if given.log is None:
        verdict = _of_database(given, keys, notes)
    else:
        checkpoints, untrusted = _opened(notes, keys)
        verdict = _with(verify(read_log(given.log), checkpoints), untrusted)
    if given.json:
        tell_json(verdict)
    else:
        _tell(verdict)
    if verdict.faults:
        warn(f"the log does not stand: {len(verdict.faults)} faults")
        return EXIT_FAILED
    return EXIT_IMPERFECT if verdict.open_intents else 0


def _of_database(
    given: argparse.Namespace, keys: tuple[VerifierKey, ...], notes: list[tuple[str, str]]
) -> Verdict:
    with job(given, "audit.verify") as (store, _act), store.reading() as reading:
        return _judged(reading.connection, keys, notes)


def _judged(
    connection: Connection, keys: tuple[VerifierKey, ...], notes: list[tuple[str, str]]
) -> Verdict:
    kept = [(f"kept checkpoint {n}", note) for n, note in enumerate(kept_checkpoints(connection))]
    checkpoints, untrusted = _opened([*notes, *(kept if keys else [])], keys)
    verdict = verify(chained_lines(connection), checkpoints)
    faults = [
        *untrusted,
        *fault_of_head(connection, verdict.last, verdict.digest),
        *faults_of_records(connection),
    ]
    return _with(verdict, faults)


def _with(verdict: Verdict, faults: Sequence[Fault]) -> Verdict:
    return msgspec.structs.replace(verdict, faults=(*verdict.faults, *faults))


def _opened(
    notes: list[tuple[str, str]], keys: tuple[VerifierKey, ...]
) -> tuple[list[Checkpoint], list[Fault]]:
    checkpoints, faults = [], []
    for name, note in notes:
        try:
            checkpoints.append(opened(note, keys))
        except CaseworkError as error:
            text = f"{name}: {error}"
            faults.append(Fault(kind=FaultKind.UNTRUSTED, line=None, text=text))
    return checkpoints, faults


def _keys(named: Path | None) -> tuple[VerifierKey, ...]:
    if named is not None:
        return (read_verifier_key(named),)
    own = home() / PUBLIC
    return (read_verifier_key(own),) if own.exists() else ()


def _note(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise CaseworkError(f"cannot read {path}: {error}") from None


def _tell(verdict: Verdict) -> None:
    for fault in verdict.faults:
        where = "" if fault.line is None else f"line {fault.line}: "
        tell(f"{fault.kind.upper()} {where}{fault.text}")
    for line in verdict.clock_back:
        tell(f"note: line {line}: the clock stood before the line above")
    for line in verdict.open_intents:
        tell(f"begun in line {line}, and no outcome is logged")
    tell(f"{verdict.lines} lines, the last {verdict.last}, ending in {verdict.digest}")
    if verdict.vouched:
        tell(
            f"a signed checkpoint of {verdict.vouched_at} vouches for lines up to {verdict.vouched}"
        )
    else:
        tell("no signed checkpoint vouches for any of them")

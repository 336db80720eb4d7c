"""``skerry triage …`` and ``skerry doctor``: arguments in, lines out."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from skerry import SkerryError
from triage import listing
from triage.beside import beside_findings
from triage.carving.formats import NAMES, chosen
from triage.cluster import options as cluster
from triage.doctor import examine_installation
from triage.exam import connection as exam_file
from triage.exam.connection import Connection
from triage.exhibit import thumbnails
from triage.following import follow
from triage.inspectors.rule_engine import EngineName
from triage.listing import Line
from triage.reports.writing import write_report
from triage.request import Outcome, Request
from triage.run import run
from triage.sampling import commands as sampling
from triage.terminal import print_csv, print_table, progress_display
from triage.verification import verify

EXIT_IMPERFECT = 3

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
RAW = argparse.RawDescriptionHelpFormatter


def register(halves: Parsers) -> None:
    """Add the commands of this half."""
    parser = halves.add_parser(
        "triage",
        help="examine a seized device",
        formatter_class=RAW,
        epilog="example: skerry triage run phone.E01 --exam phone.exam",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _register_run(commands)
    sampling.register(commands)
    _register_listings(commands)
    _register_report(commands)
    _register_verify(commands)
    _register_doctor(halves)


def _register_run(commands: Parsers) -> None:
    parser = commands.add_parser(
        "run",
        help="start, or resume, an examination",
        formatter_class=RAW,
        epilog="example: skerry triage run phone.E01 --exam phone.exam --case case.toml",
    )
    parser.add_argument("source", nargs="+", type=Path, help="image, device, zip, tar or folder")
    parser.add_argument("--exam", required=True, type=Path, help="the examination file")
    parser.add_argument("--case", type=Path, metavar="FILE.toml", help="the recorded authority")
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        type=Path,
        metavar="PATH",
        help="YARA rule file or folder; may be given again",
    )
    parser.add_argument(
        "--yara-engine",
        choices=[name.value for name in EngineName],
        default=EngineName.YARA_PYTHON,
        help="what runs the rules; yara-x is an optional extra (default: yara-python)",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="sets",
        metavar="NAME[@VERSION]",
        help="hash set to use (default: all)",
    )
    parser.add_argument(
        "--carve",
        type=_formats,
        default=NAMES,
        metavar="TYPES",
        help=f"what to look for in space that belongs to no file: {', '.join(NAMES)}; or none"
        " (default: all)",
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=0,
        metavar="N",
        help="worker processes, on each node of a cluster (default: one for each core)",
    )
    parser.add_argument(
        "--time-budget",
        type=_seconds,
        metavar="10m",
        help="stop cleanly after so long (s, m or h); the same command resumes",
    )
    cluster.register(parser)
    parser.add_argument("--rematch", action="store_true", help="match a finished one again")
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    parser.set_defaults(perform=_run)


def _formats(text: str) -> tuple[str, ...]:
    try:
        return chosen(text)
    except SkerryError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"a whole number of at least 1, not {text!r}")
    return value


def _seconds(text: str) -> float:
    units = {"s": 1.0, "m": 60.0, "h": 3600.0}
    number, unit = (text[:-1], units[text[-1]]) if text[-1:] in units else (text, 1.0)
    try:
        value = float(number) * unit
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"a time such as 90s, 10m or 2h, not {text!r}")
    return value


def _run(given: argparse.Namespace) -> int:
    request = Request(
        sources=tuple(given.source),
        exam=given.exam,
        case=given.case,
        rules=tuple(given.rules),
        sets=tuple(given.sets),
        carve=given.carve,
        workers=given.workers,
        rematch=given.rematch,
        seconds=given.time_budget,
        engine=EngineName(given.yara_engine),
        command=given.command_line,
        cluster=cluster.access_of(given),
    )
    with progress_display() as progress:
        outcome = run(request, progress)
    print(json.dumps(asdict(outcome)) if given.json else _summary(outcome))
    return EXIT_IMPERFECT if outcome.imperfect or outcome.gaps else 0


def _summary(outcome: Outcome) -> str:
    return (
        f"{outcome.message}: {outcome.entries:,} entries, {outcome.findings:,} findings, "
        f"{outcome.imperfect:,} entries not wholly examined, {outcome.gaps:,} gaps"
    )


def _register_listings(commands: Parsers) -> None:
    tables: dict[str, tuple[str, Callable[..., Iterator[Line]], tuple[str, ...]]] = {
        "files": (
            "every entry ever enumerated",
            listing.files,
            ("state", "reason", "disposition", "size", "mime", "path"),
        ),
        "findings": (
            "what matters, worst first in a table",
            listing.findings,
            ("severity", "kind", "algorithm", "distance", "transform", "status", "label", "path"),
        ),
        "gaps": (
            "what was not examined, and why",
            listing.gaps,
            ("reason", "stage", "path", "detail"),
        ),
    }
    for name, (text, lines, columns) in tables.items():
        parser = commands.add_parser(
            name,
            help=text,
            formatter_class=RAW,
            epilog=f"example: skerry triage {name} phone.exam --format jsonl",
        )
        parser.add_argument("exam", type=Path, help="the examination file")
        parser.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
        if name == "findings":
            parser.add_argument(
                "--follow",
                action="store_true",
                help="JSON lines as findings are committed, until the run ends",
            )
        parser.set_defaults(follow=False)
        parser.set_defaults(perform=_list, lines=lines, columns=columns, listing=name)


def _list(given: argparse.Namespace) -> int:
    connection = exam_file.open_for_reading(given.exam)
    try:
        with exam_file.reading_errors(given.exam):
            _print_listing(given, connection)
    finally:
        connection.close()
    return 0


def _print_listing(given: argparse.Namespace, connection: Connection) -> None:
    if given.follow:
        for line in listing.json_lines(follow(connection, given.exam)):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    elif given.format == "table":
        worst = {"worst_first": True} if given.listing == "findings" else {}
        print_table(given.listing, given.columns, given.lines(connection, **worst))
        if given.listing == "findings":
            for text in beside_findings(connection):
                print(f"skerry: {text}", file=sys.stderr)
    elif given.format == "csv":
        keys = {"files": listing.FILE_KEYS, "findings": listing.FINDING_KEYS}
        print_csv(keys.get(given.listing, listing.GAP_KEYS), given.lines(connection))
    else:
        sys.stdout.buffer.writelines(listing.json_lines(given.lines(connection)))
        sys.stdout.buffer.flush()


def _register_report(commands: Parsers) -> None:
    parser = commands.add_parser(
        "report",
        help="write a report that can be handed on",
        formatter_class=RAW,
        epilog="example: skerry triage report phone.exam --out report",
    )
    parser.add_argument("exam", type=Path, help="the examination file")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write")
    parser.add_argument(
        "--with",
        dest="formats",
        default="html,csv",
        metavar="LIST",
        help="html, csv, jsonl; images (a separate exhibit) (default: html,csv)",
    )
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        type=Path,
        help="the evidence, which images are read from; once for each source",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    parser.set_defaults(perform=_report)


def _report(given: argparse.Namespace) -> int:
    formats = tuple(name.strip() for name in given.formats.split(",") if name.strip())
    maker = thumbnails if "images" in formats else None
    sources = tuple(given.source)
    result = write_report(given.exam, given.out, formats, sources, thumbnails=maker)
    if given.json:
        print(
            json.dumps(
                {
                    "html": str(result.html) if result.html else None,
                    "files": [str(path) for path in result.paths],
                    "manifest_sha256": result.manifest_sha256,
                }
            )
        )
        return 0
    print(f"{len(result.paths)} files, manifest SHA-256 {result.manifest_sha256}")
    if not result.recorded:
        print("not recorded in the examination file, which cannot be written now", file=sys.stderr)
    print(f"report: {result.html or given.out}")
    return 0


def _register_verify(commands: Parsers) -> None:
    parser = commands.add_parser(
        "verify",
        help="check that evidence, results and reports are unchanged",
        formatter_class=RAW,
        epilog="example: skerry triage verify phone.exam phone.E01",
    )
    parser.add_argument("exam", type=Path, help="the examination file")
    parser.add_argument("source", nargs="*", type=Path, help="the evidence, to digest it again")
    parser.add_argument("--json", action="store_true", help="print problems as a JSON list")
    parser.set_defaults(perform=_verify)


def _verify(given: argparse.Namespace) -> int:
    checked, problems = verify(given.exam, tuple(given.source))
    if given.json:
        print(json.dumps({"checked": checked, "problems": problems}))
    else:
        for line in checked:
            print(f"good: {line}")
        for line in problems:
            print(f"BAD: {line}")
    if problems:
        raise SkerryError(f"{len(problems)} problems found in {given.exam.name}")
    return 0


def _register_doctor(halves: Parsers) -> None:
    parser = halves.add_parser(
        "doctor",
        help="check this installation and its jail",
        formatter_class=RAW,
        epilog="example: skerry doctor",
    )
    parser.add_argument("--json", action="store_true", help="print the checks as a JSON list")
    parser.set_defaults(perform=_doctor)


def _doctor(given: argparse.Namespace) -> int:
    checks = examine_installation()
    if given.json:
        print(json.dumps([asdict(check) for check in checks]))
    else:
        for check in checks:
            print(f"{'ok  ' if check.good else 'FAIL'} {check.name}: {check.detail}")
    failed = sum(not check.good for check in checks)
    if failed:
        raise SkerryError(f"{failed} of {len(checks)} checks failed")
    return 0

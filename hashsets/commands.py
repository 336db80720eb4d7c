"""``skerry hashsets …``: arguments in, lines out."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from hashsets.account import account
from hashsets.blocks import commands as blocks
from hashsets.catalogue import Catalogue, ImportOrder
from hashsets.details import Details
from hashsets.exporting import KINDS, export_set
from hashsets.formats import FORMATS
from hashsets.formats.mapping import read_mapping
from hashsets.lookup import lookup
from hashsets.manifest import SetInfo
from hashsets.matching import Matcher
from hashsets.records import Algorithm, Disposition, HashSetError
from hashsets.signatures import signed_profile
from hashsets.telling import import_lines, match_line, printable, set_line, summary
from hashsets.terminal import watching
from skerry import SkerryError, home

EXIT_IMPERFECT = 3

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
RAW = argparse.RawDescriptionHelpFormatter


def register(halves: Parsers) -> None:
    """Add the commands of this half."""
    parser = halves.add_parser("hashsets", help="import and look up known-image hash sets")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _register_import(commands)
    listed = _command(commands, "list", "every stored set", "skerry hashsets list")
    listed.set_defaults(perform=_list)
    for name, text, perform in (
        ("show", "one set, its counts and where it came from", _show),
        ("remove", "remove one version of a set", _remove),
        ("verify", "digest a set's files again", _verify),
        ("approve", "let a set that another account imported be matched", _approve),
    ):
        example = f"skerry hashsets {name} demo-exact"
        parser = _command(commands, name, text, example)
        parser.add_argument("set", metavar="NAME[@VERSION]")
        parser.set_defaults(perform=perform)
    blocks.register(commands)
    _register_export(commands)
    _register_lookup(commands)


def _command(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, formatter_class=RAW, epilog=f"example: {example}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _catalogue() -> Catalogue:
    return Catalogue(home() / "hashsets")


def _register_import(commands: Parsers) -> None:
    example = "skerry hashsets import list.csv --name unit-list --disposition alert"
    parser = _command(commands, "import", "import files as one version of a set", example)
    parser.add_argument("file", nargs="+", type=Path)
    parser.add_argument("--name", required=True, help="the set's name")
    parser.add_argument(
        "--disposition",
        required=True,
        choices=list(Disposition),
        help="what being in the set means; never inferred from the file",
    )
    parser.add_argument(
        "--ignore-reported",
        action="store_true",
        help="a list of reported material (VICS, ICSE, NCMEC …) may be loaded to be ignored",
    )
    parser.add_argument("--set-version", metavar="TEXT", help="default: from the content")
    parser.add_argument(
        "--file-format",
        "--format",
        dest="file_format",
        default="auto",
        choices=("auto", *(known.name for known in FORMATS)),
    )
    parser.add_argument(
        "--algorithm",
        choices=list(Algorithm),
        help="of digests the file does not name (64 digits: sha256 or pdq?)",
    )
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE", help="what the columns of any other list mean"
    )
    parser.add_argument("--profile", type=Path, metavar="FILE", help="what categories mean")
    parser.add_argument(
        "--onto",
        "--extends",
        dest="extends",
        metavar="NAME[@VERSION]",
        help="update that set: its records too, less what the files withdraw",
    )
    parser.add_argument("--pipeline", metavar="TEXT", help="what computed the perceptual hashes")
    parser.set_defaults(perform=_import)


def _import(given: argparse.Namespace) -> int:
    profile = signer = None
    if given.profile:
        profile, signer = signed_profile(given.profile, home() / "trusted_keys")
    order = ImportOrder(
        name=given.name,
        disposition=Disposition(given.disposition),
        importer=account(),
        version=given.set_version,
        format=given.file_format,
        algorithm=Algorithm(given.algorithm) if given.algorithm else None,
        profile=profile,
        signer=signer,
        pipeline=given.pipeline,
        extends=given.extends,
        mapping=read_mapping(given.mapping) if given.mapping else None,
        ignore_reported=given.ignore_reported,
    )
    catalogue = _catalogue()
    with watching() as watch:
        report = catalogue.import_set(given.file, order, watch)
    said = _summary(catalogue, report.info)
    if given.json:
        told = {"counts": report.counts, "same_as": report.same_as, "also_in": report.also_in}
        print(msgspec.json.encode({**said, **told, "bad": report.bad}).decode())
    else:
        sys.stdout.writelines(f"{printable(line)}\n" for line in import_lines(report))
        if said["awaits_approval"]:
            approve = f"skerry hashsets approve {report.info.title}"
            print(f"  stored, but not matched until another person approves it: {approve}")
    return EXIT_IMPERFECT if report.bad or report.info.manifest.incomplete else 0


def _summary(catalogue: Catalogue, info: SetInfo) -> dict[str, Any]:
    return summary(info, catalogue.approval(info), catalogue.policy.require_approval)


def _list(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    sets = [_summary(catalogue, info) for info in catalogue.stored()]
    if given.json:
        print(msgspec.json.encode(sets).decode())
        return 0
    for said in sets:
        print(printable(set_line(said)))
    if not sets:
        print(
            "no hash set is stored; import one with: skerry hashsets import FILE --name NAME"
            " --disposition alert"
        )
    return 0


def _show(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    info = catalogue.find_stored(given.set)
    said = msgspec.to_builtins(info.manifest) | _summary(catalogue, info)
    text = msgspec.json.encode(said)
    print(text.decode() if given.json else msgspec.json.format(text, indent=2).decode())
    return 0


def _remove(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    info = catalogue.find_stored(given.set)
    catalogue.remove(info)
    print(json.dumps({"removed": info.title}) if given.json else f"removed {info.title}")
    return 0


def _verify(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    info = catalogue.find_stored(given.set)
    problems = catalogue.verify(info)
    if given.json:
        print(json.dumps({"set": info.title, "problems": list(problems)}))
    for problem in () if given.json else problems:
        print(f"BAD: {problem}")
    if problems:
        raise SkerryError(f"{info.title} is not what was imported")
    if not given.json:
        print(f"good: {info.title}")
    return 0


def _approve(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    approval = catalogue.approve(catalogue.find_stored(given.set), account())
    if given.json:
        print(msgspec.json.encode(approval).decode())
    else:
        print(f"approved {approval.set} as {approval.approved_by}")
    return 0


def _register_export(commands: Parsers) -> None:
    example = "skerry hashsets export unit-list --format vics --out unit-list.json"
    parser = _command(commands, "export", "write a set for other programs", example)
    parser.add_argument("set", metavar="NAME[@VERSION]")
    parser.add_argument("--format", choices=KINDS, required=True)
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="a new file")
    parser.set_defaults(perform=_export)


def _export(given: argparse.Namespace) -> int:
    info = _catalogue().find_stored(given.set)
    counts = export_set(info, given.format, given.out)
    if given.json:
        print(json.dumps({"set": info.title, "file": str(given.out), **counts}))
        return 0
    print(f"{info.title}: {counts['records']:,} records written to {given.out}")
    if counts["left_out"]:
        what = "an MD5 of content" if given.format == "kdb" else "a digest of content"
        print(f"  {counts['left_out']:,} records without {what} are not in it")
    if counts["raising_no_alert"]:
        count = counts["raising_no_alert"]
        print(f"  it holds {count:,} records that raise no alert here: others may raise one")
    return 0


def _register_lookup(commands: Parsers) -> None:
    example = "skerry hashsets lookup photo.jpg d41d8cd98f00b204e9800998ecf8427e"
    parser = commands.add_parser(
        "lookup",
        help="which sets hold a hash, or resemble a picture",
        formatter_class=RAW,
        epilog=f"example: {example}",
    )
    parser.add_argument("query", nargs="+", metavar="HASH|IMAGE|-", help="- reads stdin")
    parser.add_argument("--algorithm", choices=list(Algorithm), help="of a 64-digit hash")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.set_defaults(perform=_lookup)


def _queries(words: list[str]) -> Iterator[str]:
    for word in words:
        if word == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield word


def _lookup(given: argparse.Namespace) -> int:
    newest = {info.name: info for info in _catalogue().sets()}
    infos = list(newest.values())
    matcher, details = Matcher(infos), Details(infos)
    if not infos:
        print("skerry: no hash set is stored that may be matched", file=sys.stderr)
    failed = 0
    for query in _queries(given.query):
        try:
            matches = lookup(matcher, query, given.algorithm, details)
        except HashSetError as error:
            if len(given.query) == 1 and given.query != ["-"]:
                raise
            failed += 1
            print(f"skerry: {error}", file=sys.stderr)
            continue
        if given.format == "jsonl":
            lines = [json.dumps(match) for match in matches]
        else:
            lines = [printable(match_line(match)) for match in matches]
            lines = lines or [printable(f"{query}  not in any of {len(infos)} sets")]
        for line in lines:
            print(line, flush="-" in given.query)
    return EXIT_IMPERFECT if failed else 0

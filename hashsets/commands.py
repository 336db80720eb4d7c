"""``skerry hashsets …``: arguments in, lines out."""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from hashsets.catalogue import Catalogue, ImportOrder, ImportReport
from hashsets.formats import FORMATS
from hashsets.formats.mapping import read_mapping
from hashsets.lookup import lookup
from hashsets.manifest import SetInfo
from hashsets.matching import Matcher
from hashsets.profile import read_profile
from hashsets.records import Algorithm, Disposition
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
    ):
        example = f"skerry hashsets {name} demo-exact"
        parser = _command(commands, name, text, example)
        parser.add_argument("set", metavar="NAME[@VERSION]")
        parser.set_defaults(perform=perform)
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
    order = ImportOrder(
        name=given.name,
        disposition=Disposition(given.disposition),
        importer=getpass.getuser(),
        version=given.set_version,
        format=given.file_format,
        algorithm=Algorithm(given.algorithm) if given.algorithm else None,
        profile=read_profile(given.profile) if given.profile else None,
        pipeline=given.pipeline,
        extends=given.extends,
        mapping=read_mapping(given.mapping) if given.mapping else None,
    )
    report = _catalogue().import_set(given.file, order)
    if given.json:
        print(msgspec.json.encode({**_summary(report.info), "bad": report.bad}).decode())
    else:
        sys.stdout.writelines(f"{line}\n" for line in _told(report))
    counts = report.counts
    return EXIT_IMPERFECT if counts.bad or report.info.manifest.incomplete else 0


def _told(report: ImportReport) -> Iterator[str]:
    counts = report.counts
    entries = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.entries.items()))
    disposition = report.info.disposition.value
    yield f"{report.info.title} ({disposition}): {counts.records:,} records, {entries or 'no hash'}"
    said = {
        "malformed": counts.bad,
        "withdrawals by the source": counts.tombstones,
        "records withdrawn": counts.withdrawn,
        "records given out anew": counts.renewed,
        "digests of the empty file, left out": counts.empty,
        "records without a hash that can be matched": counts.unmatchable,
        "records that raise no alert": counts.not_alertable,
        **{f"doubled {name}": count for name, count in sorted(counts.duplicates.items())},
        **{f"refused {name}": count for name, count in sorted(counts.refused.items())},
        **{
            f"{name} that Skerry cannot compute": count
            for name, count in sorted(counts.not_computable.items())
        },
    }
    yield from (f"  {count:,} {what}" for what, count in said.items() if count)
    for bad in report.bad:
        yield f"  {bad.file} {bad.position}: {bad.reason}"
    if report.info.manifest.incomplete:
        yield f"  INCOMPLETE: {report.info.manifest.incomplete}"
    for title in report.same_as:
        yield f"  the same files are already stored as {title}"


def _summary(info: SetInfo) -> dict[str, Any]:
    manifest = info.manifest
    return {
        "name": info.name,
        "version": info.version,
        "disposition": info.disposition,
        "records": manifest.counts.records,
        "entries": manifest.counts.entries,
        "not_computable": manifest.counts.not_computable,
        "bad": manifest.counts.bad,
        "incomplete": manifest.incomplete,
        "imported_by": manifest.imported_by,
        "imported_at": manifest.imported_at,
        "pipeline": manifest.pipeline,
    }


def _list(given: argparse.Namespace) -> int:
    sets = [_summary(info) for info in _catalogue().sets()]
    if given.json:
        print(msgspec.json.encode(sets).decode())
        return 0
    for line in sets:
        entries = ", ".join(f"{count:,} {name}" for name, count in sorted(line["entries"].items()))
        print(f"{line['name']}@{line['version']}  {line['disposition'].value}  {entries}")
    if not sets:
        print(
            "no hash set is stored; import one with: skerry hashsets import FILE --name NAME"
            " --disposition alert"
        )
    return 0


def _show(given: argparse.Namespace) -> int:
    info = _catalogue().find(given.set)
    text = msgspec.json.encode(info.manifest)
    print(text.decode() if given.json else msgspec.json.format(text, indent=2).decode())
    return 0


def _remove(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    info = catalogue.find(given.set)
    catalogue.remove(info)
    print(json.dumps({"removed": info.title}) if given.json else f"removed {info.title}")
    return 0


def _verify(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    info = catalogue.find(given.set)
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
    catalogue = _catalogue()
    newest = {info.name: info for info in catalogue.sets()}
    matcher = Matcher(list(newest.values()))
    found = 0
    for query in _queries(given.query):
        for match in lookup(matcher, query, given.algorithm):
            found += 1
            if given.format == "jsonl":
                print(msgspec.json.encode(match).decode())
            else:
                print(
                    f"{match['query']}  {match['set']}@{match['set_version']}"
                    f" record {match['record']}  {match['algorithm']} distance {match['distance']}"
                    f"  {match['label'] or ''}".rstrip()
                )
    if given.format == "table" and not found:
        print(f"not in any of {len(newest)} sets")
    return 0

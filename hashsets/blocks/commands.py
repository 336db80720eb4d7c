"""``skerry hashsets blocks …``: arguments in, lines out."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from hashsets.account import account
from hashsets.blocks.importing import DEFAULT_SIZE
from hashsets.blocks.lists import LISTS
from hashsets.blocks.records import BlockOrder, LeftOut
from hashsets.catalogue import Catalogue
from hashsets.importing import ImportReport
from hashsets.records import Disposition
from hashsets.telling import summary
from hashsets.terminal import watching
from skerry import home

EXIT_IMPERFECT = 3

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

WHY = {
    LeftOut.UNIFORM: "of one byte throughout",
    LeftOut.REPEATING: "that repeat a few bytes",
    LeftOut.RAMP: "that count up (ramp rule)",
    LeftOut.HISTOGRAM: "mostly of one value (histogram rule)",
    LeftOut.WHITESPACE: "mostly of white space",
    LeftOut.SHARED: "that several of the files share",
    LeftOut.LISTED: "that their list calls harmless",
}


def register(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "blocks",
        help="make a set of the blocks of known files, to find pieces of them",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="example: skerry hashsets blocks known/ --name known-blocks --disposition alert",
    )
    parser.add_argument("file", nargs="+", type=Path, help="known files, or folders of them")
    parser.add_argument("--name", required=True, help="the set's name")
    parser.add_argument("--disposition", required=True, choices=list(Disposition))
    parser.add_argument(
        "--block-size",
        type=int,
        metavar="BYTES",
        help=f"bytes a block (default: {DEFAULT_SIZE}; said where a list does not say it)",
    )
    parser.add_argument(
        "--version", "--set-version", dest="set_version", metavar="TEXT", help="default: from them"
    )
    parser.add_argument(
        "--lists",
        nargs="?",
        const="auto",
        choices=("auto", *(known.name for known in LISTS)),
        help="the files are lists of block digests, in this format",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(perform=_blocks)


def _blocks(given: argparse.Namespace) -> int:
    order = BlockOrder(
        name=given.name,
        disposition=Disposition(given.disposition),
        importer=account(),
        size=given.block_size,
        version=given.set_version,
        lists=given.lists,
    )
    catalogue = Catalogue(home() / "hashsets")
    with watching() as watch:
        report = catalogue.make_blocks(given.file, order, watch)
    info = report.info
    said = summary(info, catalogue.approval(info), catalogue.policy.require_approval)
    if given.json:
        print(msgspec.json.encode({**said, "bad": report.bad}).decode())
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(report))
        if said["awaits_approval"]:
            approve = f"skerry hashsets approve {info.title}"
            print(f"  stored, but not matched until another person approves it: {approve}")
    return EXIT_IMPERFECT if report.counts.bad or info.manifest.incomplete else 0


def lines(report: ImportReport) -> Iterator[str]:
    """How the making of a set went."""
    info, counts, blocks = report.info, report.counts, report.info.manifest.blocks
    if blocks is None:
        return
    entries = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.entries.items()))
    head = f"{blocks.blocks:,} blocks of {blocks.size:,} bytes from {blocks.files:,} files"
    yield f"{info.title} ({info.disposition.value}): {head}, {entries} to match"
    for reason, count in blocks.left_out.items():
        yield f"  {count:,} left out: {WHY[reason]}"
    said = {
        "occur again in their own file": blocks.repeated,
        "ends of files that fill no block": blocks.short,
        "malformed": counts.bad,
    }
    yield from (f"  {count:,} {what}" for what, count in said.items() if count)
    if blocks.thin:
        files = f"{blocks.thin:,} of {blocks.files:,} files"
        yield f"  CAUTION: {files} have less than half of their blocks left to be found by"
    for bad in report.bad:
        yield f"  {bad.file} {bad.position}: {bad.reason}"
    if info.manifest.incomplete:
        yield f"  INCOMPLETE: {info.manifest.incomplete}"
    for title in report.same_as:
        yield f"  the same files are already stored as {title}"

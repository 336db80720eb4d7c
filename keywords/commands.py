"""``skerry keywords …``: arguments in, lines out."""

import argparse
import json
from pathlib import Path
from typing import TypeAlias

from keywords.checking import ANY_TYPE
from keywords.installed import find, install, installed
from keywords.library import load, load_checked
from keywords.matcher import Matcher
from keywords.records import LibraryError
from keywords.telling import (
    check_object,
    hit_line,
    hit_object,
    installed_line,
    installed_object,
    printable,
)
from keywords.trial import tried
from skerry import home

EXIT_IMPERFECT = 3

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
RAW = argparse.RawDescriptionHelpFormatter
LIBRARY = "a library's file, or the NAME[@VERSION] of an installed one"


def register(halves: Parsers) -> None:
    """Add the commands of keyword libraries."""
    parser = halves.add_parser("keywords", help="check, try and install keyword libraries")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    checking = _command(commands, "check", "try every example of a library", "check unit.yaml")
    checking.add_argument("library", metavar="LIB", help=LIBRARY)
    checking.set_defaults(perform=_check)
    trying = _command(commands, "test", "what a library hits", "test unit.yaml --on chat.txt")
    trying.add_argument("library", metavar="LIB", help=LIBRARY)
    trying.add_argument("--on", type=Path, required=True, metavar="FILE", help="a file of text")
    trying.add_argument("--type", default=ANY_TYPE, help=f"event type, default {ANY_TYPE}")
    trying.set_defaults(perform=_test)
    listing = _command(commands, "list", "every library there is", "list")
    listing.set_defaults(perform=_list)
    keeping = _command(commands, "install", "keep a library's version", "install unit.yaml")
    keeping.add_argument("file", type=Path, metavar="FILE")
    keeping.set_defaults(perform=_install)


def _command(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    epilog = f"example: skerry keywords {example}"
    parser = commands.add_parser(name, help=text, formatter_class=RAW, epilog=epilog)
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _check(given: argparse.Namespace) -> int:
    path = find(home(), given.library)
    library, faults = load_checked(path)
    if given.json:
        print(json.dumps(check_object(library, faults)))
    else:
        for fault in faults:
            print(f"{'ERROR' if fault.error else 'warning'}: {printable(str(fault))}")
    errors = sum(fault.error for fault in faults)
    if errors:
        raise LibraryError(f"{path}: {errors} errors; this library does not load")
    if not given.json:
        title = f"{library.name}@{library.version}"
        print(f"good: {title}, {len(library.terms):,} terms, {len(faults)} warnings")
    return 0


def _test(given: argparse.Namespace) -> int:
    matcher = Matcher([load(find(home(), given.library))])
    count = 0
    for hit, places in tried(matcher, given.on, given.type):
        count += 1
        if given.json:
            print(json.dumps(hit_object(hit, places)))
        else:
            print(hit_line(hit, places))
    if not given.json:
        print(f"{count:,} hits")
    return 0


def _list(given: argparse.Namespace) -> int:
    entries = installed(home())
    if given.json:
        print(json.dumps([installed_object(one) for one in entries]))
    else:
        for one in entries:
            print(printable(installed_line(one)))
    return EXIT_IMPERFECT if any(one.fault for one in entries) else 0


def _install(given: argparse.Namespace) -> int:
    library = install(home(), given.file)
    told = {"library": library.name, "version": library.version, "sha256": library.digest}
    if given.json:
        print(json.dumps(told))
    else:
        print(f"installed {library.name}@{library.version}, sha256 {library.digest}")
    return 0

"""What the commands ask for that judge events: legal basis, keyword libraries, hash sets."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from casework.moments import utc_now
from casework.store import open_store as open_casework
from hashsets.catalogue import Catalogue
from hashsets.matching import Matcher
from hashsets.records import Disposition
from keywords.installed import find, installed
from monitor.errors import MonitorError
from monitor.judged import Judging
from monitor.policy import load_policy
from monitor.rules import Basis, CaseworkBasis, FileBasis, Libraries, LiveRules
from skerry import home


def add_rules(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--library",
        action="append",
        default=[],
        metavar="LIB",
        help="file, NAME or NAME@VERSION; default: all that are installed or came with Skerry",
    )
    parser.add_argument(
        "--overlay",
        action="append",
        default=[],
        metavar="PERSON=FILE",
        help="a library of names, places and words that matter for one person",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="sets",
        metavar="NAME[@VERSION]",
        help="hash sets that pictures seen are looked up in; default: all that alert",
    )
    parser.add_argument(
        "--basis", type=Path, metavar="FILE.json", help="legal basis; default: casework's orders"
    )
    parser.add_argument("--casework", metavar="URL", help="default: casework.db in SKERRY_HOME")


def add_model(parser: argparse.ArgumentParser) -> None:
    """The model whose word is told with alerts."""
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="an approved model, that says how likely an operator is to act on each alert",
    )


def judge_named(
    name: str | None, trouble: Callable[[MonitorError], None] | None = None
) -> Judging | None:
    """The approved model of that name; null without one. Raises ``ModelError``."""
    if name is None:
        return None
    from monitor.judge import judge_of  # noqa: PLC0415 - a second of imports, where there is a model

    return judge_of(home(), name, trouble)


@contextmanager
def rules_of(given: argparse.Namespace) -> Iterator[LiveRules]:
    """The rules that were asked for; raises ``MonitorError`` and ``LibraryError``."""
    with basis_of(given) as basis:
        libraries = Libraries(*libraries_of(given))
        yield LiveRules(basis, libraries, load_policy(home()), pictures_of(given))


@contextmanager
def basis_of(given: argparse.Namespace) -> Iterator[Basis]:
    """The legal basis that was named; raises ``MonitorError`` where there is none at all."""
    if given.basis is not None:
        yield FileBasis(given.basis)
        return
    if given.casework is None and not (home() / "casework.db").exists():
        raise MonitorError(
            "there is no legal basis to monitor under: give --basis FILE.json, or file orders"
        )
    with closing(open_casework(home(), given.casework)) as casework:
        yield CaseworkBasis(casework, utc_now)


def libraries_of(given: argparse.Namespace) -> tuple[list[Path], list[tuple[str, Path]]]:
    """Files of the libraries and overlays that were asked for; raises ``LibraryError``."""
    named = given.library or sorted({one.name for one in installed(home()) if not one.fault})
    overlays = []
    for words in given.overlay:
        person, separator, path = words.partition("=")
        if not (person and separator and path):
            raise MonitorError(f"--overlay is PERSON=FILE, not {words!r}")
        overlays.append((person, find(home(), path)))
    return [find(home(), name) for name in named], overlays


def pictures_of(given: argparse.Namespace) -> Matcher | None:
    """The hash sets that pictures seen are looked up in; raises ``HashSetError``."""
    catalogue = Catalogue(home() / "hashsets")
    found = [catalogue.find(title) for title in given.sets] or [
        info for info in catalogue.sets() if info.disposition is Disposition.ALERT
    ]
    return Matcher(found) if found else None

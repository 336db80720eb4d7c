"""What every casework command asks for: a store, a reason, and who asks."""

import argparse
import os
import pwd
from typing import TypeAlias

from casework.act import Act
from casework.store import Store, open_store
from skerry import home

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
RAW = argparse.RawDescriptionHelpFormatter

EXIT_IMPERFECT = 3


def group(halves: Parsers, word: str, text: str) -> Parsers:
    """A first word and its commands."""
    parser = halves.add_parser(word, help=text)
    return parser.add_subparsers(metavar="COMMAND", required=True)


def command(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """A command with the options that all have."""
    parser = commands.add_parser(name, help=text, formatter_class=RAW, epilog=f"example: {example}")
    parser.add_argument("--store", metavar="URL", help="default: casework.db in SKERRY_HOME")
    parser.add_argument("--reason", help="why, where policy asks for it")
    return parser


def listing(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """A command that lists."""
    parser = command(commands, name, text, example)
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    return parser


def store_of(given: argparse.Namespace) -> Store:
    """The store that the command names."""
    return open_store(home(), given.store)


def act_of(given: argparse.Namespace, recipient: str | None = None) -> Act:
    """On whose behalf: the operating system's account, which no variable can change."""
    return Act(actor=account(), reason=given.reason, recipient=recipient)


def account() -> str:
    """The operating system's name for the account, or its number."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"

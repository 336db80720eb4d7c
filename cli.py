"""The ``skerry`` command: parse arguments, call one function, turn errors into exit codes."""

import argparse
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from skerry import SkerryError, UsageError, release

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

DESCRIPTION = """\
Triage of seized devices against known-image hash sets. Evidence is opened read-only; what was not
examined is listed as such."""

EXITS = """\
example: skerry triage run phone.E01 --exam phone.exam

exit codes: 0 done; 1 failed, with one line on stderr; 2 wrong usage; 3 done, but something ended
partial, failed or pending (it is listed); 130 interrupted, can be resumed"""


GROUPS = {
    "triage": "triage.commands",
    "doctor": "triage.commands",
    "hashsets": "hashsets.commands",
    "monitor": "monitor.commands",
    "models": "monitor.commands_models",
    "keywords": "keywords.commands",
    "people": "casework.commands_people",
    "orders": "casework.commands_orders",
    "devices": "casework.commands_devices",
    "audit": "casework.commands_audit",
    "stats": "casework.statistics.commands",
    "accounts": "casework.accounts.commands",
}
"""The first word of a command, and the module that registers it."""


ERASERS = {"monitor": "monitor.erasing:eraser"}
"""What parts other than casework keep of a person, by name, and the function that erases it
(``casework.retention.erasing.Eraser``), as ``module:function``: whoever keeps something joins."""


def erasers() -> dict[str, Any]:
    """The functions, loaded where somebody is erased."""
    found = {name: place.partition(":") for name, place in ERASERS.items()}
    return {
        name: getattr(importlib.import_module(module), function)
        for name, (module, _, function) in found.items()
    }


def modules(word: str) -> list[str]:
    """The modules to load: the one that a first word needs, or all where it is none of theirs.

    An examination starts a third of a second earlier for what it does not load.
    """
    return [GROUPS[word]] if word in GROUPS else list(dict.fromkeys(GROUPS.values()))


def parser(word: str = "") -> argparse.ArgumentParser:
    """The command line, as far as a command that begins with ``word`` needs it."""
    top = argparse.ArgumentParser(
        prog="skerry",
        description=DESCRIPTION,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"skerry {release()}")
    halves = top.add_subparsers(metavar="COMMAND", required=True)
    for name in modules(word):
        importlib.import_module(name).register(halves)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the process's exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a name that this terminal cannot show must not end what the examiner asked for
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    given = parser(words[0] if words else "").parse_args(words)
    given.erasers = erasers
    given.command_line = " ".join(["skerry", *words])
    try:
        code: int = given.perform(given)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"skerry: {error}", file=sys.stderr)
        return EXIT_USAGE
    except SkerryError as error:
        print(f"skerry: {error}", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:
        # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except (OSError, UnicodeError) as error:
        print(f"skerry: {_one_line(error)}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("skerry: interrupted; the same command resumes", file=sys.stderr)
        return EXIT_INTERRUPTED


def _one_line(error: OSError | UnicodeError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(str(error).split())


if __name__ == "__main__":
    raise SystemExit(main())

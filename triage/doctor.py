"""Check an installation: the jail, the decoders inside it, SQLite, the core and place of sets."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import msgspec

from hashsets.index import core_name
from hashsets.inner_loops import loops_name
from jail.pool import Pool
from jail.probe import capabilities, probe
from keywords.folding import core_name as folding_name
from keywords.installed import installed
from keywords.library import load
from keywords.matcher import Matcher
from keywords.records import LibraryError, Term
from skerry import SkerryError, home
from triage.authority import Authority
from triage.exam.connection import is_sound, sqlite_release
from triage.inspectors.rule_engine import EngineName
from triage.jobs import WorkerPlan


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    good: bool
    detail: str


def examine_installation() -> list[Check]:
    """Every check, in order; none of them touches evidence."""
    return [*_sqlite(), *_jail(), *_decoders(), *_core(), *_keywords(), *_home()]


def _sqlite() -> Iterator[Check]:
    release = sqlite_release()
    text = ".".join(str(part) for part in release)
    sound = is_sound(release)
    yield Check("SQLite", sound, text if sound else f"{text} has the WAL-reset bug")


def _jail() -> Iterator[Check]:
    for capability in capabilities():
        yield Check(capability.name, capability.available, capability.detail)
    attacks = probe()
    let = [attack.name for attack in attacks if not attack.denied]
    detail = f"{len(attacks)} attacks from inside a worker denied"
    yield Check("jail", not let, detail if not let else f"not denied: {', '.join(let)}")


def _decoders() -> Iterator[Check]:
    # rules run by an engine that makes machine code are the likeliest to fail in a jail
    both = find_spec("yara_x") is not None
    plan = WorkerPlan(
        sources=(),
        authority=Authority(),
        hashsets_root=str(home() / "hashsets"),
        engine=EngineName.YARA_X if both else EngineName.YARA_PYTHON,
    )
    try:
        with Pool("triage.worker:build", msgspec.msgpack.encode(plan), workers=1):
            yield Check("decoders", True, "every format decodes inside the jail")
    except SkerryError as error:
        yield Check("decoders", False, str(error))


def _core() -> Iterator[Check]:
    name = core_name()
    slow = f"{name}: matches the same, slower; with a C compiler, run make install again"
    yield Check("hash-set core", True, slow if name == "numpy" else name)
    name = loops_name()
    slow = f"{name}: hashes the same, slower; with a C compiler, run make install again"
    yield Check("hashing core", True, slow if name == "plain" else name)
    name = folding_name()
    slow = f"{name}: folds the same, slower; with a C compiler, run make install again"
    yield Check("keyword core", True, slow if name == "plain" else name)


def _keywords() -> Iterator[Check]:
    """The matching engine finds a word, and every library passes its own examples."""
    good, faults = [], []
    for one in installed(home()):
        try:
            good.append(load(one.path))
        except LibraryError as error:
            faults.append(str(error))
    matcher = Matcher(good)
    found = all(_matches(matcher, term) for library in good for term in library.terms[:3])
    name = f"hyperscan {version('hyperscan')}"
    yield Check("keyword engine", found, name if found else f"{name} does not match")
    told = f"{len(good)}, each passes its own examples"
    yield Check("keyword libraries", not faults, "; ".join(faults) if faults else told)


def _matches(matcher: Matcher, term: Term) -> bool:
    kind = min(term.applies_to, default="keystrokes")
    hits = (hit for text in term.match_examples for hit in matcher.match(text, kind))
    return not term.match_examples or any(hit.term == term.id for hit in hits)


def _home() -> Iterator[Check]:
    place = home()
    nearest: Path = next(path for path in (place, *place.parents) if path.exists())
    writable = os.access(nearest, os.W_OK)
    yield Check("home", writable, f"{place}" if writable else f"{place} cannot be written")

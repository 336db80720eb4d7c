"""Whether two machines would give the same results: the same program, sets, rules and evidence."""

import json
import os
import stat
from functools import cache
from hashlib import sha256
from pathlib import Path

from hashsets.catalogue import Catalogue
from skerry import release
from triage.cluster.messages import Likeness, SourceLikeness
from triage.inspectors.rule_engine import EngineName
from triage.inspectors.yara_rules import load_rules
from triage.jobs import WorkerPlan
from triage.opened import OpenSources, fingerprint
from triage.provenance import tools
from triage.sources.access_times import open_quietly
from triage.sources.opening import OpenSource

_PARTS = ("jail", "hashsets", "triage")
_ROOT = Path(__file__).parent.parent.parent


def likeness(plan: WorkerPlan, catalogue: Catalogue, sources: OpenSources) -> Likeness:
    """What this machine has for the sets and rules of ``plan``.

    Raises ``SkerryError`` where a set or a rule file is not there.
    """
    sets = [catalogue.find(f"{name}@{version}") for name, version in plan.sets]
    sets += [catalogue.find_blocks(f"{name}@{version}") for name, version in plan.blocks]
    versions: dict[str, str] = json.loads(tools())
    del versions["platform"]
    if plan.engine is not EngineName.YARA_X:
        versions.pop(EngineName.YARA_X, None)
    return Likeness(
        release=release(),
        code=code_digest(),
        tools=versions,
        sources=tuple(map(_source, sources.all)),
        sets={info.title: info.digest for info in sets},
        rules=load_rules([Path(path) for path in plan.rules], plan.engine).digests,
    )


def objection(wanted: Likeness, found: Likeness) -> str | None:
    """Why a machine that found this cannot work for one that wants that; null where it can."""
    if (wanted.release, wanted.code) != (found.release, found.code):
        return f"it runs another Skerry ({found.release}, code {found.code[:12]})"
    for name in _unlike(wanted.tools, found.tools):
        return f"it has {name} {found.tools.get(name)}, not {wanted.tools.get(name)}"
    for ours, theirs in zip(wanted.sources, found.sources, strict=True):
        if ours != theirs:
            return f"the evidence it finds in the place of {ours.label} is not the same"
    for name in _unlike(wanted.sets, found.sets):
        return f"its hash set {name} is not the same"
    for name in _unlike(wanted.rules, found.rules):
        return f"its rule file {name} is not the same"
    return None


def _unlike(wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    return sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))


def _source(source: OpenSource) -> SourceLikeness:
    state = sha256(fingerprint(source).encode())
    if source.folder_descriptor is not None:
        state.update(_listing(source.folder_descriptor))
    plan = source.plan
    return SourceLikeness(label=plan.label, kind=plan.kind, content=state.hexdigest())


def _listing(folder: int) -> bytes:
    """What the top of a folder holds: a folder has no bytes that a fingerprint could be taken of.

    Each file is compared again when it is opened.
    """
    descriptor = open_quietly(b".", os.O_DIRECTORY, folder)
    try:
        with os.scandir(descriptor) as found:
            lines = sorted(_line(entry) for entry in found)
    finally:
        os.close(descriptor)
    return b"\0".join(lines)


def _line(entry: "os.DirEntry[str]") -> bytes:
    status = entry.stat(follow_symlinks=False)
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    return b"%s %o %d" % (os.fsencode(entry.name), stat.S_IFMT(status.st_mode), size)


@cache
def code_digest() -> str:
    """SHA-256 (hex) of the program's own Python files, by name.

    A version number alone would not tell two checkouts apart.
    """
    files = [_ROOT / "skerry.py"]
    files += [file for part in _PARTS for file in (_ROOT / part).rglob("*.py")]
    state = sha256()
    for name, file in sorted((file.relative_to(_ROOT).as_posix(), file) for file in files):
        state.update(name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    return state.hexdigest()

"""What an examination is pinned to: hash sets by version, rule files by digest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from hashsets.pipelines import cautions
from triage.exam import reading
from triage.exam.connection import Connection, ExamError
from triage.exam.writing import Writer
from triage.gaps import source_gap
from triage.inspectors.yara_rules import RuleSet
from triage.reasons import Reason


@dataclass(frozen=True)
class Pins:
    """Sets as (name, version), rules as (name, SHA-256)."""

    sets: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]


def chosen_sets(catalogue: Catalogue, names: Sequence[str]) -> tuple[SetInfo, ...]:
    """The sets asked for (``NAME`` or ``NAME@VERSION``), or the newest version of every set."""
    if names:
        infos = [catalogue.find(name) for name in names]
    else:
        infos = [catalogue.find(name) for name in sorted({info.name for info in catalogue.sets()})]
    return tuple(sorted(infos, key=lambda info: (info.name, info.version)))


def pinned(connection: Connection) -> Pins:
    """The pins recorded in an examination."""
    return Pins(
        sets=tuple((row.name, row.version) for row in reading.sets(connection)),
        rules=tuple((name, digest) for name, digest, _ in reading.rules(connection)),
    )


def pins_of(infos: Sequence[SetInfo], rules: RuleSet) -> Pins:
    """The pins a run would have with these sets and rules."""
    return Pins(
        sets=tuple((info.name, info.version) for info in infos),
        rules=tuple(sorted(rules.digests.items())),
    )


def record_pins(writer: Writer, infos: Sequence[SetInfo], rules: RuleSet) -> None:
    """Replace the recorded pins."""
    writer.update("DELETE FROM sets")
    writer.update("DELETE FROM rules")
    for info in infos:
        writer.insert(
            "sets",
            (
                info.name,
                info.version,
                info.disposition,
                info.digest,
                json.dumps(info.counts, sort_keys=True),
                json.dumps(info.not_computable, sort_keys=True),
                json.dumps(cautions(info)),
            ),
        )
    problems = dict(rules.broken)
    for name, digest in sorted(rules.digests.items()):
        writer.insert("rules", (name, digest, problems.get(name)))
    writer.update("DELETE FROM gaps WHERE reason = ?", (Reason.RULE_NOT_COMPILED,))
    writer.write(
        source_gap(0, "yara", Reason.RULE_NOT_COMPILED, f"{name}: {problem}")
        for name, problem in rules.broken
    )


def recorded_sets(catalogue: Catalogue, connection: Connection) -> tuple[SetInfo, ...]:
    """The pinned sets, found again. Raises ``ExamError`` where one is gone or has changed."""
    found = []
    for row in reading.sets(connection):
        info = catalogue.find(f"{row.name}@{row.version}")
        if info.digest != row.digest:
            raise ExamError(f"hash set {row.name}@{row.version} is not what it was at the start")
        found.append(info)
    return tuple(found)


def rule_paths(rules: Sequence[Path]) -> tuple[str, ...]:
    """Rule files and folders as absolute paths, for workers that start elsewhere."""
    return tuple(str(path.absolute()) for path in rules)

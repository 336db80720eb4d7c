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
from triage.inspectors.rule_engine import EngineName
from triage.inspectors.yara_rules import RuleSet
from triage.reasons import Reason


@dataclass(frozen=True)
class Pins:
    """Sets as (name, version), rules as (name, SHA-256), formats to be carved, sets of blocks.

    ``skip_known``: whether known files end with their digests.
    ``engine`` is what runs the rules; none where there are none.
    """

    sets: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    carve: tuple[str, ...] = ()
    blocks: tuple[tuple[str, str], ...] = ()
    skip_known: bool = False
    engine: EngineName | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """What can only be done over again with the content at hand."""
        return self.rules, self.engine


def chosen_sets(catalogue: Catalogue, names: Sequence[str]) -> tuple[SetInfo, ...]:
    """The sets of files asked for (``NAME[@VERSION]``), or the newest version of every one."""
    if names:
        infos = [catalogue.find(name) for name in names if not _is_of_blocks(catalogue, name)]
    else:
        infos = [catalogue.find(name) for name in sorted({info.name for info in catalogue.sets()})]
    return tuple(sorted(infos, key=lambda info: (info.name, info.version)))


def chosen_blocks(catalogue: Catalogue, names: Sequence[str]) -> tuple[SetInfo, ...]:
    """The same of the sets of blocks."""
    if names:
        infos = [catalogue.find_blocks(name) for name in names if _is_of_blocks(catalogue, name)]
    else:
        every = sorted({info.name for info in catalogue.block_sets()})
        infos = [catalogue.find_blocks(name) for name in every]
    return tuple(sorted(infos, key=lambda info: (info.name, info.version)))


def _is_of_blocks(catalogue: Catalogue, name: str) -> bool:
    return catalogue.find_stored(name).is_of_blocks


def pinned(connection: Connection) -> Pins:
    """The pins recorded in an examination."""
    return Pins(
        sets=tuple((row.name, row.version) for row in reading.sets(connection)),
        rules=tuple((name, digest) for name, digest, _ in reading.rules(connection)),
        carve=reading.carved_formats(connection),
        blocks=tuple((name, version) for name, version, _ in reading.blocks(connection)),
        skip_known=reading.fact(connection, "skip_known") == "yes",
        engine=reading.rule_engine(connection),
    )


def pins_of(
    infos: Sequence[SetInfo],
    rules: RuleSet,
    carve: tuple[str, ...],
    blocks: Sequence[SetInfo],
    skip_known: bool = False,
) -> Pins:
    """The pins a run would have with these sets and rules, carving these formats and blocks."""
    return Pins(
        sets=tuple((info.name, info.version) for info in infos),
        rules=tuple(sorted(rules.digests.items())),
        carve=carve,
        blocks=tuple((info.name, info.version) for info in blocks),
        skip_known=skip_known,
        engine=rules.engine if rules.digests else None,
    )


def record_pins(
    writer: Writer,
    infos: Sequence[SetInfo],
    rules: RuleSet,
    carve: tuple[str, ...],
    blocks: Sequence[SetInfo],
    skip_known: bool = False,
) -> None:
    """Replace the recorded pins."""
    pinned_blocks = [(info.name, info.version, info.digest) for info in blocks]
    writer.set_fact("blocks", json.dumps(pinned_blocks))
    writer.set_fact("carve", ",".join(carve))
    writer.set_fact("skip_known", "yes" if skip_known else "no")
    writer.set_fact("engine", rules.engine if rules.digests else "")
    writer.set_fact("refused", json.dumps(rules.refused))
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
        for name, problem in (*rules.broken, *refused_rules(rules))
    )


def refused_rules(rules: RuleSet) -> list[tuple[str, str]]:
    """(file and rule, message) of the rules that the engine leaves out of files that it runs."""
    return [(f"{name} {rule}", problem) for name, rule, problem in rules.refused]


def recorded_sets(catalogue: Catalogue, connection: Connection) -> tuple[SetInfo, ...]:
    """The pinned sets, found again. Raises ``ExamError`` where one is gone or has changed."""
    found = []
    for row in reading.sets(connection):
        info = catalogue.find(f"{row.name}@{row.version}")
        if info.digest != row.digest:
            raise ExamError(f"hash set {row.name}@{row.version} is not what it was at the start")
        found.append(info)
    return tuple(found)


def recorded_blocks(catalogue: Catalogue, connection: Connection) -> tuple[SetInfo, ...]:
    """The same of the pinned sets of blocks."""
    found = []
    for name, version, digest in reading.blocks(connection):
        info = catalogue.find_blocks(f"{name}@{version}")
        if info.digest != digest:
            raise ExamError(f"hash set {name}@{version} is not what it was at the start")
        found.append(info)
    return tuple(found)


def rule_paths(rules: Sequence[Path]) -> tuple[str, ...]:
    """Rule files and folders as absolute paths, for workers that start elsewhere."""
    return tuple(str(path.absolute()) for path in rules)

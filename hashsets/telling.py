"""What the commands say of sets and imports."""

from collections.abc import Iterator
from typing import Any

from hashsets.approvals import Approval
from hashsets.importing import ImportReport
from hashsets.manifest import SetInfo
from hashsets.pipelines import as_ours
from hashsets.records import PERCEPTUAL


def import_lines(report: ImportReport) -> Iterator[str]:
    """How an import went."""
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
        **{
            f"records of category {category}, on which the profile is silent": count
            for category, count in sorted(counts.unlisted.items())
        },
        **{f"doubled {name}": count for name, count in sorted(counts.duplicates.items())},
        **{
            f"{name} of the empty file, refused as an alert": count
            for name, count in sorted(counts.refused.items())
        },
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
    yield from (f"  {where}" for where in report.also_in)


def printable(line: str) -> str:
    """A line for a terminal, in which nothing that a set's source wrote is taken for a command."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in line
    )


def summary(info: SetInfo, approval: Approval | None, wanted: bool) -> dict[str, Any]:
    """A set for JSON; ``wanted`` is whether the policy wants approval."""
    manifest = info.manifest
    return {
        "name": info.name,
        "version": info.version,
        "disposition": info.disposition,
        "kind": "blocks" if info.is_of_blocks else "files",
        "block_size": manifest.blocks.size if manifest.blocks else None,
        "records": manifest.counts.records,
        "entries": manifest.counts.entries,
        "not_computable": manifest.counts.not_computable,
        "bad": manifest.counts.bad,
        "incomplete": manifest.incomplete,
        "imported_by": manifest.imported_by,
        "imported_at": manifest.imported_at,
        "pipeline": manifest.pipeline,
        "pipeline_known": pipeline_known(info),
        "profile": info.profile_said,
        "extends": manifest.extends,
        "sources": manifest.sources,
        "approved_by": approval.approved_by if approval else None,
        "awaits_approval": wanted and approval is None,
    }


def pipeline_known(info: SetInfo) -> bool | None:
    """Whether perceptual hashes were made as Skerry makes them; null for a set without any."""
    held = [name for name in PERCEPTUAL if name in info.manifest.counts.entries]
    return all(as_ours(info.manifest.pipeline, name) for name in held) if held else None


def set_line(said: dict[str, Any]) -> str:
    """A set in a list."""
    entries = ", ".join(f"{count:,} {name}" for name, count in sorted(said["entries"].items()))
    remarks = [
        f"blocks of {said['block_size']:,} bytes" if said["block_size"] else "",
        f"profile {said['profile']}" if said["profile"] else "",
        f"pipeline {said['pipeline']}: not Skerry's own" if said["pipeline_known"] is False else "",
        f"approved by {said['approved_by']}" if said["approved_by"] else "",
        "AWAITS APPROVAL, not matched" if said["awaits_approval"] else "",
        "INCOMPLETE" if said["incomplete"] else "",
    ]
    parts = (f"{said['name']}@{said['version']}", said["disposition"].value, entries, *remarks)
    return "  ".join(part for part in parts if part)


def match_line(match: dict[str, Any]) -> str:
    """A match of a lookup."""
    remarks = [
        match["label"] or "",
        f"series {match['series']}" if match["series"] else "",
        " ".join(f"{flag}={value}" for flag, value in match["flags"].items()),
        f"profile {match['profile']}" if match["profile"] else "",
        f"pipeline {match['pipeline']}" if match["pipeline"] else "",
    ]
    head = (
        f"{match['query']}  {match['set']}@{match['set_version']} record {match['record']}"
        f"  {match['disposition']}  {match['algorithm']} distance {match['distance']}"
    )
    category = "" if match["category"] is None else f"category {match['category']}"
    return "  ".join(part for part in (head, category, *remarks) if part)

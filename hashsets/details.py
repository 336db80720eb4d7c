"""What is known of a matched record and of its set, beyond that it matched."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hashsets.columns import Columns
from hashsets.hexadecimal import squeezed
from hashsets.manifest import SetInfo
from hashsets.pipelines import as_ours
from hashsets.records import PERCEPTUAL, Algorithm

FLAGS = {
    "victimidentified": "victim_identified",
    "offenderidentified": "offender_identified",
    "isdistributed": "distributed",
    "distributed": "distributed",
    "issuspected": "suspected",
    "selfgenerated": "self_generated",
    "votes": "votes",
    "numberofsubmissions": "submissions",
    "baseline": "baseline",
    "feedback": "feedback",
}
"""What sources say beside the category, by the squeezed names of their keys."""


class Details:
    """Tells of records by set and number; opens each set's columns once."""

    def __init__(self, infos: Sequence[SetInfo]) -> None:
        self._infos = {(info.name, info.version): info for info in infos}
        self._columns: dict[tuple[str, str], Columns] = {}

    def of(self, name: str, version: str, record: int, algorithm: str) -> dict[str, Any]:
        """The record's identity, series and flags as their source wrote them; and its set's means.

        Raises ``HashSetError`` where the set is damaged.
        """
        info = self._infos[name, version]
        columns = self._open(info)
        return {
            "disposition": info.disposition.value,
            "identity": columns.identity[record],
            "series": columns.series[record],
            "flags": flags(columns.raw[record]),
            "profile": info.profile_said,
            "pipeline": pipeline_said(info, Algorithm(algorithm)),
        }

    def _open(self, info: SetInfo) -> Columns:
        key = info.name, info.version
        if key not in self._columns:
            self._columns[key] = Columns(info.folder, info.manifest.counts.records)
        return self._columns[key]


def flags(raw: str | None) -> dict[str, Any]:
    """The flags and votes in a record's own text, as they were written; none where it has none."""
    try:
        members = msgspec.json.decode(raw or "{}")
    except (msgspec.MsgspecError, RecursionError):
        return {}
    if not isinstance(members, dict):
        return {}
    named = ((FLAGS.get(squeezed(key)), value) for key, value in members.items())
    return {flag: value for flag, value in named if flag is not None and value not in (None, "")}


def pipeline_said(info: SetInfo, algorithm: Algorithm) -> str | None:
    """How the set's perceptual hashes were made, with a warning where that is not as Skerry's."""
    if algorithm not in PERCEPTUAL:
        return None
    pipeline = info.manifest.pipeline or "unknown"
    if as_ours(pipeline, algorithm):
        return pipeline
    return f"{pipeline} (not Skerry's own: distances may be too large or too small)"

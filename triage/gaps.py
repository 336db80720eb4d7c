"""Gaps of whole sources and volumes."""

from triage.ids import stamp_gap
from triage.reasons import Reason
from triage.records import Gap, Volume


def source_gap(source: int, stage: str, reason: Reason, detail: str = "") -> Gap:
    """The gap for a whole source."""
    return stamp_gap(Gap(source=source, stage=stage, reason=reason, detail=detail), None)


def volume_gap(number: int, volume: Volume, stage: str, reason: Reason, detail: str) -> Gap:
    """The gap for a whole volume, ``number`` in the examination."""
    gap = Gap(
        source=volume.source,
        volume=number,
        offset=volume.offset,
        length=volume.length,
        stage=stage,
        reason=reason,
        detail=detail,
    )
    return stamp_gap(gap, volume.offset)

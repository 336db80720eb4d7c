"""Making a gap, its id from what it says."""

from triage.ids import gap_id
from triage.reasons import Reason
from triage.records import Gap, Volume


def source_gap(
    source: int, stage: str, reason: Reason, detail: str = "", offset: int | None = None
) -> Gap:
    """The gap for a whole source, or for what lies at ``offset`` in it."""
    return Gap(
        id=gap_id(
            source=source,
            partition=None,
            file=None,
            path=None,
            stage=stage,
            reason=reason,
            offset=offset,
            detail=detail,
        ),
        source=source,
        offset=offset,
        stage=stage,
        reason=reason,
        detail=detail,
    )


def volume_gap(number: int, volume: Volume, stage: str, reason: Reason, detail: str) -> Gap:
    """The gap for a whole volume, ``number`` in the examination."""
    return Gap(
        id=gap_id(
            source=volume.source,
            partition=volume.offset,
            file=None,
            path=None,
            stage=stage,
            reason=reason,
            detail=detail,
        ),
        source=volume.source,
        volume=number,
        offset=volume.offset,
        length=volume.length,
        stage=stage,
        reason=reason,
        detail=detail,
    )

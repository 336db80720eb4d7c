"""Links to evidence: exact enough that another can find the same thing again."""

import msgspec

from casework.records.checks import identifier, sha256_hex


class FindingLink(
    msgspec.Struct, frozen=True, kw_only=True, tag="finding", forbid_unknown_fields=True
):
    """A finding of an examination: the exam file's SHA-256 and the finding's id."""

    exam_sha256: str
    finding: str

    def __post_init__(self) -> None:
        sha256_hex(self.exam_sha256, "exam_sha256")
        identifier(self.finding, "finding")


class AlertLink(msgspec.Struct, frozen=True, kw_only=True, tag="alert", forbid_unknown_fields=True):
    """One revision of an alert."""

    alert: str
    revision: int

    def __post_init__(self) -> None:
        identifier(self.alert, "alert")


class RecordLink(
    msgspec.Struct, frozen=True, kw_only=True, tag="record", forbid_unknown_fields=True
):
    """One revision of a record in casework."""

    kind: str
    id: str
    revision: int

    def __post_init__(self) -> None:
        identifier(self.kind, "kind")
        identifier(self.id, "id")


class DocumentLink(
    msgspec.Struct, frozen=True, kw_only=True, tag="document", forbid_unknown_fields=True
):
    """A paper or file kept elsewhere; the digest where it is a file."""

    title: str
    sha256: str | None = None

    def __post_init__(self) -> None:
        if self.sha256 is not None:
            sha256_hex(self.sha256, "sha256")


EvidenceLink = FindingLink | AlertLink | RecordLink | DocumentLink
"""What a decision, a flag or a row of compliance rests on."""

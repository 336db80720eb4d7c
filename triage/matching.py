"""From an observation to findings: a pure decision, given what the hash sets answer."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from hashsets.doubt import PDQ_PAD
from hashsets.framed import CERTAIN_PHASH, TRIMMED, nearest_of_each, of_the_inside
from hashsets.matching import Match, Radii
from keywords.records import Severity
from triage.ids import finding_id
from triage.records import Finding, Membership, Observation, Picture, RuleHit

MINIMUM_QUALITY = 50
"""Hashes of pictures below this PDQ quality are unreliable (ThreatExchange's recommendation).

It holds for pHash too: every featureless picture has the same one.
"""

USUAL = Radii()
REDUCED = Radii(pdq=USUAL.pdq + PDQ_PAD, phash=USUAL.phash)
"""What a picture hashed at a reduced scale must be clear of (``hashsets.doubt`` says why)."""


class Sets(Protocol):
    """The open hash sets."""

    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> Sequence[Match]:
        """Records holding any of the digests."""

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> Sequence[Match]:
        """Records within the radius of any of the eight orientations."""

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        """Whether any alert set holds anything within the radius of any of the hashes."""


def may_match(picture: Picture, sets: Sets) -> bool:
    """Whether the full decode of a picture hashed at a reduced scale may match anything."""
    return sets.anything_near(picture.pdq or b"", (picture.phash or b"") + picture.doubt, REDUCED)


def match(observation: Observation, sets: Sets) -> list[Finding | Membership]:
    """Findings from alert sets and rules, and memberships in every set that holds the file.

    Perceptual hits count for alert sets only: a file that merely resembles a known one is not
    known. A record that matched exactly is not reported again for resembling itself.
    """
    exact: Sequence[Match] = ()
    if observation.digests is not None:
        digests = observation.digests
        exact = sets.exact(digests.md5, digests.sha1, digests.sha256)
    certain = {(hit.set, hit.set_version, hit.record) for hit in exact}
    found: list[Finding | Membership] = [_membership(observation.file, hit) for hit in exact]
    found += [_exact(observation.file, hit) for hit in exact if hit.disposition == "alert"]
    if observation.picture is not None:
        found += [
            _perceptual(observation.file, hit, quality)
            for hit, quality in resembling(observation.picture, sets)
            if hit.disposition == "alert" and (hit.set, hit.set_version, hit.record) not in certain
        ]
    found += by_rules(observation.file, observation.hits)
    return found


def resembling(picture: Picture, sets: Sets) -> list[tuple[Match, int | None]]:
    """The records that a picture resembles, each with the quality of the hash that says so.

    What resembles a record both whole and without its borders does so by the lesser distance. A
    picture hashed at a reduced scale is known to resemble nothing.
    """
    if picture.scale != "1" or not (picture.pdq or picture.phash):
        return []
    found = [(hit, picture.pdq_quality) for hit in sets.perceptual(picture.pdq, picture.phash)]
    inner = picture.trimmed
    if inner is not None:
        hits = sets.perceptual(inner.pdq, inner.phash, TRIMMED)
        found += [(of_the_inside(hit), inner.pdq_quality) for hit in hits]
    return nearest_of_each(found)


def _membership(file: str, hit: Match) -> Membership:
    return Membership(
        file=file,
        set=hit.set,
        set_version=hit.set_version,
        disposition=hit.disposition,
        record=hit.record,
    )


def _named(hit: Match) -> str:
    label = f' as "{hit.label}"' if hit.label else ""
    category = f", category {hit.category}" if hit.category is not None else ""
    return f"record {hit.record} of set {hit.set}@{hit.set_version}{label}{category}"


def _finding(file: str, kind: str, severity: Severity, hit: Match, why: str) -> Finding:
    what = (hit.set, hit.set_version, hit.record, hit.algorithm)
    return Finding(
        id=finding_id(file=file, kind=kind, what=what),
        file=file,
        kind=kind,
        severity=severity,
        set=hit.set,
        set_version=hit.set_version,
        record=hit.record,
        category=hit.category,
        label=hit.label,
        algorithm=hit.algorithm,
        distance=hit.distance,
        transform=hit.transform,
        explanation=why,
    )


def _exact(file: str, hit: Match) -> Finding:
    why = f"The content is identical, by {hit.algorithm.upper()}, to {_named(hit)}."
    return _finding(file, "exact", Severity(hit.severity), hit, why)


def _perceptual(file: str, hit: Match, quality: int | None) -> Finding:
    severity = Severity(hit.severity)
    turned = _once_changed(hit.transform)
    bits = 256 if hit.algorithm == "pdq" else 64
    why = (
        f"The picture resembles {_named(hit)}{turned}: "
        f"{hit.algorithm.upper()} differs in {hit.distance} of {bits} bits."
    )
    if quality is not None and quality < MINIMUM_QUALITY:
        severity = min_severity(severity, Severity.LOW)
        why += f" The picture shows little (hash quality {quality}, below {MINIMUM_QUALITY})."
    if hit.algorithm == "pdq" and hit.distance > USUAL.pdq:
        severity = Severity.INFO
        why += (
            f" The set's hashes were made otherwise than Skerry's, or it is not known how, and so "
            f"it was searched beyond the usual {USUAL.pdq} bits."
        )
    if hit.algorithm == "phash" and hit.distance > CERTAIN_PHASH:
        severity = Severity.INFO
        why += " At this distance a 64-bit hash meets unrelated pictures by chance."
    return _finding(file, "perceptual", severity, hit, why)


def _once_changed(transform: str) -> str:
    if transform == "none":
        return ""
    done = "without its borders" if transform == "trimmed" else "once turned"
    if transform.startswith("trimmed-"):
        done = "without its borders, once turned"
    return f" {done} ({transform})"


def by_rules(file: str, hits: Iterable[RuleHit]) -> list[Finding]:
    """A finding for every YARA rule that matched."""
    return [
        Finding(
            id=finding_id(file=file, kind="yara", what=(hit.namespace, hit.rule)),
            file=file,
            kind="yara",
            severity=hit.severity,
            rule=f"{hit.namespace}:{hit.rule}",
            offset=hit.offset,
            spans=hit.spans,
            explanation=f"YARA rule {hit.rule} of {hit.namespace} matched"
            + (f" at byte {hit.offset}." if hit.offset is not None else "."),
        )
        for hit in hits
    ]


def min_severity(one: Severity, other: Severity) -> Severity:
    """The lesser of two severities."""
    return min(one, other, key=lambda severity: severity.rank)

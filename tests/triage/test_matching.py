from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from hashsets.matching import Match, Radii
from keywords.records import Severity
from triage.matching import match
from triage.records import (
    Digests,
    Finding,
    Membership,
    Observation,
    Picture,
    RuleHit,
    State,
    Trimmed,
)


def hit(**changes: Any) -> Match:
    usual = {
        "set": "stand-ins",
        "set_version": "1",
        "disposition": "alert",
        "record": 7,
        "category": 2,
        "label": "bridges",
        "severity": "high",
        "algorithm": "sha256",
    }
    return Match(**{**usual, **changes})


@dataclass
class Answers:
    exactly: list[Match] = field(default_factory=list)
    nearly: list[Match] = field(default_factory=list)
    inside: list[Match] = field(default_factory=list)

    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> list[Match]:
        return self.exactly

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> list[Match]:
        return self.nearly if radius is None else self.inside

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        return bool(self.nearly)


def seen(quality: int = 100, hits: tuple[RuleHit, ...] = ()) -> Observation:
    return Observation(
        file="f" * 32,
        state=State.DONE,
        digests=Digests(md5=b"m" * 16, sha1=b"s" * 20, sha256=b"t" * 32),
        picture=Picture(width=10, height=10, pdq=b"p" * 256, pdq_quality=quality, phash=b"q" * 64),
        hits=hits,
    )


def findings(answers: Answers, observation: Observation) -> list[Finding]:
    return [found for found in match(observation, answers) if isinstance(found, Finding)]


def test_a_file_in_an_alert_set_is_a_finding_of_the_records_severity() -> None:
    (finding,) = findings(Answers(exactly=[hit()]), seen())
    assert (finding.kind, finding.severity, finding.record) == ("exact", Severity.HIGH, 7)
    assert finding.distance == 0
    assert "identical" in finding.explanation


def test_known_and_ignore_sets_raise_no_finding_but_are_recorded() -> None:
    for disposition in ("known", "ignore"):
        found = match(seen(), Answers(exactly=[hit(disposition=disposition)]))
        assert [type(record) for record in found] == [Membership]


def test_a_picture_that_resembles_a_known_good_one_is_not_thereby_known() -> None:
    answers = Answers(nearly=[hit(disposition="known", algorithm="pdq", distance=3)])
    assert match(seen(), answers) == []


def test_low_quality_hashes_are_marked_not_dropped() -> None:
    for near in (hit(algorithm="pdq", distance=12), hit(algorithm="phash", distance=0)):
        answers = Answers(nearly=[near])
        (finding,) = findings(answers, seen(quality=20))
        assert finding.severity == Severity.LOW
        assert "20, below 50" in finding.explanation
        (finding,) = findings(answers, seen(quality=50))
        assert finding.severity == Severity.HIGH


def test_a_phash_beyond_distance_four_is_information_only() -> None:
    def severity(distance: int) -> Severity:
        near = hit(algorithm="phash", distance=distance)
        return findings(Answers(nearly=[near]), seen())[0].severity

    assert [severity(distance) for distance in (0, 4, 5, 8)] == [
        Severity.HIGH,
        Severity.HIGH,
        Severity.INFO,
        Severity.INFO,
    ]


def test_a_record_that_matched_exactly_is_not_reported_again_for_resembling_itself() -> None:
    answers = Answers(exactly=[hit()], nearly=[hit(algorithm="pdq"), hit(record=8)])
    assert [(f.kind, f.record) for f in findings(answers, seen())] == [
        ("exact", 7),
        ("perceptual", 8),
    ]


def test_an_exact_match_in_one_version_hides_no_likeness_to_another() -> None:
    answers = Answers(
        exactly=[hit(set_version="1")], nearly=[hit(set_version="2", algorithm="pdq", distance=9)]
    )
    assert [(f.kind, f.set_version) for f in findings(answers, seen())] == [
        ("exact", "1"),
        ("perceptual", "2"),
    ]


def test_a_turned_picture_says_how_it_is_turned() -> None:
    answers = Answers(nearly=[hit(algorithm="pdq", distance=4, transform="rotate90")])
    (finding,) = findings(answers, seen())
    assert "rotate90" in finding.explanation
    assert finding.transform == "rotate90"


TRIMMED = Trimmed(pdq=b"i" * 256, pdq_quality=80, phash=b"j" * 64)


def shown(**changes: Any) -> Observation:
    whole = seen()
    assert whole.picture is not None
    return msgspec.structs.replace(whole, picture=msgspec.structs.replace(whole.picture, **changes))


@pytest.mark.parametrize(
    ("transform", "told", "words"),
    [
        ("none", "trimmed", "without its borders (trimmed)"),
        ("rotate90", "trimmed-rotate90", "without its borders, once turned (trimmed-rotate90)"),
    ],
)
def test_a_framed_copy_is_found_by_what_its_borders_enclose(
    transform: str, told: str, words: str
) -> None:
    inside = [hit(algorithm="pdq", distance=12, transform=transform)]
    (finding,) = findings(Answers(inside=inside), shown(trimmed=TRIMMED))
    assert (finding.transform, finding.distance) == (told, 12)
    assert words in finding.explanation


def test_a_copy_found_whole_and_trimmed_is_one_finding_by_the_lesser_distance() -> None:
    whole, inside = hit(algorithm="pdq", distance=20), hit(algorithm="pdq", distance=8)
    for nearly, inner, told in ((whole, inside, "trimmed"), (inside, whole, "none")):
        answers = Answers(nearly=[nearly], inside=[inner])
        (finding,) = findings(answers, shown(trimmed=TRIMMED))
        assert (finding.transform, finding.distance) == (told, 8)


def test_a_picture_hashed_at_a_reduced_scale_is_never_a_perceptual_finding() -> None:
    answers = Answers(nearly=[hit(algorithm="pdq", distance=3)])
    assert findings(answers, shown(scale="1/8")) == []


def test_a_hit_beyond_the_usual_radius_is_information_and_says_why() -> None:
    (finding,) = findings(Answers(nearly=[hit(algorithm="pdq", distance=36)]), seen())
    assert finding.severity == Severity.INFO
    assert "made otherwise than Skerry's" in finding.explanation


def test_a_rule_that_matched_is_a_finding_by_its_name_and_place() -> None:
    rule = RuleHit(namespace="a.yar", rule="word", offset=12, spans=((12, 4),))
    (finding,) = findings(Answers(), seen(hits=(rule,)))
    assert (finding.kind, finding.rule, finding.offset) == ("yara", "a.yar:word", 12)


def test_findings_of_two_files_never_share_an_id() -> None:
    one = findings(Answers(exactly=[hit()]), seen())
    other = findings(
        Answers(exactly=[hit()]),
        Observation(file="e" * 32, state=State.DONE, digests=seen().digests),
    )
    assert one[0].id != other[0].id

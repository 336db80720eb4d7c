"""Matching digests and perceptual hashes against open hash sets.

The indexes inside (``hashsets.index``) answer exactly as the plain comparison would.
"""

from collections.abc import Iterator, Sequence

import msgspec

from hashsets.chance import expected_chance_hits
from hashsets.manifest import SetInfo
from hashsets.nearest import nearest
from hashsets.opened import OpenSet
from hashsets.pipelines import widened
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm, Disposition
from hashsets.transforms import TRANSFORMS

__all__ = ["Match", "Matcher", "Radii", "expected_chance_hits"]


class Radii(msgspec.Struct, frozen=True, kw_only=True):
    """The largest Hamming distances that count as a match, in bits."""

    pdq: int = 31
    phash: int = 8

    def reach(self, opened: OpenSet, algorithm: Algorithm) -> int:
        """The distance to which one set is searched (``pipelines.py`` says why wider)."""
        own = self.pdq if algorithm is Algorithm.PDQ else self.phash
        return min(own + widened(opened.info, algorithm), 8 * DIGEST_BYTES[algorithm])


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One record of one set that a file matched, and how.

    ``record`` is the record's number in the set, from 0. ``transform`` is what must be done to the
    file's picture to make it equal the set's.
    """

    set: str
    set_version: str
    disposition: str
    record: int
    category: int | None
    label: str | None
    severity: str
    algorithm: str
    distance: int = 0
    transform: str = "none"


class Matcher:
    """Searches several sets as one. Opening it maps files and reads nothing; it survives a fork."""

    def __init__(self, infos: Sequence[SetInfo], radius: Radii = Radii()) -> None:  # noqa: B008
        """Raises ``HashSetError`` where a set's files are damaged."""
        ordered = sorted(infos, key=lambda info: (info.name, info.version))
        self._sets = [OpenSet(info) for info in ordered]
        self._radius = radius

    def entries(self, algorithm: str) -> int:
        """How many digests of an algorithm the open sets hold, for the hits to expect by chance."""
        return sum(opened.entries(Algorithm(algorithm)) for opened in self._sets)

    def not_computable(self) -> dict[str, dict[str, int]]:
        """By set (``name@version``), how many hashes of each kind Skerry cannot compute."""
        return {
            opened.info.title: dict(opened.info.manifest.counts.not_computable)
            for opened in self._sets
        }

    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> list[Match]:
        """The records that hold one of a file's digests, each once by its strongest algorithm.

        Sorted by algorithm, strongest first, then set, version and record.
        """
        digests = {Algorithm.SHA256: sha256, Algorithm.SHA1: sha1, Algorithm.MD5: md5}
        matches: dict[tuple[str, str, int], Match] = {}
        for algorithm in EXACT:
            for match in self.digest(algorithm, digests[algorithm]):
                matches.setdefault((match.set, match.set_version, match.record), match)
        return list(matches.values())

    def digest(self, algorithm: Algorithm, digest: bytes) -> Iterator[Match]:
        """The records that hold one exact digest, by set, version and record."""
        for opened in self._sets:
            for record in opened.find(algorithm, digest):
                yield match_of(opened, record, algorithm)

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> list[Match]:
        """The records within the radius of a picture's hashes, each once an algorithm.

        ``pdq`` is 8 x 32 bytes and ``phash`` 8 x 8 bytes, the orientations in listed order; fewer
        may be given where not all are known. A record's distance is the least over orientations and
        over the record's hashes; ties take the first listed transform. Sorted by algorithm (PDQ
        first), distance, set, version and record. ``radius`` takes the place of the matcher's own;
        a set whose hashes were made otherwise than Skerry's is searched wider than it says.
        """
        found = [
            match
            for algorithm, hashes in ((Algorithm.PDQ, pdq), (Algorithm.PHASH, phash))
            if hashes is not None
            for opened in self._sets
            for match in near_matches(opened, algorithm, hashes, radius or self._radius)
        ]
        return sorted(found, key=lambda match: (match.algorithm != Algorithm.PDQ, match.distance))

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        """Whether an alert set holds anything within the radius of any of the hashes given.

        ``pdq`` is any number of hashes of 32 bytes, ``phash`` of 8.
        """
        return any(
            table is not None and len(table.search(hashes, radius.reach(opened, algorithm)))
            for opened in self._sets
            if opened.info.disposition is Disposition.ALERT
            for algorithm, hashes in ((Algorithm.PDQ, pdq), (Algorithm.PHASH, phash))
            for table in (opened.table(algorithm),)
        )


def near_matches(
    opened: OpenSet, algorithm: Algorithm, hashes: bytes, radius: Radii
) -> Iterator[Match]:
    """The records of one set within the radius, each once."""
    table = opened.table(algorithm)
    if table is None:
        return
    reach = radius.reach(opened, algorithm)
    for near in nearest(table, hashes, DIGEST_BYTES[algorithm], reach):
        transform = TRANSFORMS[near.orientation]
        yield match_of(opened, near.record, algorithm, near.distance, transform)


def match_of(
    opened: OpenSet,
    record: int,
    algorithm: Algorithm,
    distance: int = 0,
    transform: str = TRANSFORMS[0],
) -> Match:
    """A match with what the set says of the record."""
    category = opened.columns.category[record]
    label, severity = opened.meaning(record, category)
    return Match(
        set=opened.info.name,
        set_version=opened.info.version,
        disposition=opened.info.disposition.value,
        record=record,
        category=category,
        label=label,
        severity=severity,
        algorithm=algorithm.value,
        distance=distance,
        transform=transform,
    )

"""What is known of how a set's perceptual hashes were made, and how much wider that is searched.

PDQ hashes of one picture differ by the program that made them: Meta's own tool first resizes to
512 x 512 and sits about 9 bits (32 at most, as measured) from Python ``pdqhash``, which hashes the
picture as it is. Skerry hashes as ``pdqhash`` and, for pHash, as ``imagehash``.
"""

import re

from hashsets import pdq
from hashsets.manifest import SetInfo
from hashsets.records import PERCEPTUAL, Algorithm

OURS: dict[Algorithm, tuple[str, ...]] = {
    Algorithm.PDQ: (pdq.PIPELINE, "pdqhash", "skerry"),
    Algorithm.PHASH: ("imagehash", "skerry"),
}
"""What the programs that hash as Skerry does are called in a pipeline recorded at import."""

PROGRAM = re.compile(r"(?P<name>[a-z]+(?: [a-z]+)*)(?:[ =@]+v?\d[\w.-]*)?")
"""A program and its version. More, as in ``pdqhash, 512 x 512``, may tell of another way."""

SEPARATOR = re.compile(r" *[,;] *| +(?:\+|and) +")
"""Between the programs that made the hashes of one algorithm each."""

WIDER = 10
"""Bits added to the radius of PDQ for a set of a differing or unknown pipeline."""


def as_ours(pipeline: str | None, algorithm: Algorithm) -> bool:
    """Whether a set's hashes of an algorithm are those that Skerry would compute."""
    names = programs(pipeline or "")
    known = {name for names in OURS.values() for name in names}
    return names <= known and not names.isdisjoint(OURS[algorithm])


def programs(pipeline: str) -> set[str]:
    """The names of the programs in a pipeline; what is no name and version stays as it is."""
    parts = SEPARATOR.split(pipeline.strip().lower())
    found = [PROGRAM.fullmatch(part) for part in parts]
    return {match["name"] if match else part for match, part in zip(found, parts, strict=True)}


def cautions(info: SetInfo) -> list[str]:
    """What to know of a set whose hashes may not be comparable, one plain sentence each."""
    made = info.manifest.pipeline or "unknown"
    found = []
    for algorithm in PERCEPTUAL:
        if info.counts.get(algorithm) and not as_ours(info.manifest.pipeline, algorithm):
            reach = (
                f"searched {WIDER} bits wider, which may still miss a copy"
                if algorithm is Algorithm.PDQ
                else "a copy may be missed"
            )
            found.append(
                f"set {info.title}: how its {algorithm} hashes were made ({made}) is not known to "
                f"agree with Skerry's; {reach}"
            )
    return found


def widened(info: SetInfo, algorithm: Algorithm) -> int:
    """Bits by which a set is searched wider. pHash is not: wider, it meets strangers only."""
    own = as_ours(info.manifest.pipeline, algorithm)
    return WIDER if algorithm is Algorithm.PDQ and not own else 0

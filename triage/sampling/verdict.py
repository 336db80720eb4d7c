"""What may be said of a scan, decided from its figures alone."""

import math

import msgspec

from triage.sampling.arithmetic import chance_of_missing
from triage.sampling.records import Tally

MOST_HIDDEN = 0.5
"""Of the blocks that hold something; with more than this hidden no probability is given.

More likely than not whatever is there then lies where the scan cannot see it.
"""

SHORT_OF_CERTAIN = 0.9999
"""The most that is stated in words of a scan that may have missed, however little."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A scan of ``drawn`` of the ``population`` blocks of ``unit`` bytes.

    Content of ``miss_bytes`` in a row fills ``held`` of them at least. ``whole`` says that every
    block of the medium was read, and that none could not be.
    """

    population: int
    drawn: int
    unit: int
    held: int
    miss_bytes: int
    whole: bool = False


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """``probability`` is null where none may be given; ``statement`` says it or why not."""

    probability: float | None
    statement: str


def verdict(drawn: Drawn, tally: Tally, encrypted: str | None = None) -> Verdict:
    """What may be said. ``encrypted`` tells how a source is encrypted that was not read at all."""
    if encrypted is not None:
        return Verdict(probability=None, statement=f"No probability is given: {encrypted}.")
    if not tally.read:
        why = "none of the blocks chosen could be read"
        return Verdict(probability=None, statement=f"No probability is given: {why}.")
    if tally.hidden > MOST_HIDDEN * tally.filled:
        return Verdict(probability=None, statement=_hidden(tally))
    missed = 0.0 if drawn.whole else chance_of_missing(drawn.population, drawn.held, tally.read)
    return Verdict(probability=1 - missed, statement=_stated(drawn, missed))


def _hidden(tally: Tally) -> str:
    share = percent(tally.hidden / tally.filled)
    ciphertext = tally.ciphertext >= tally.unexplained
    what = (
        "lie where encryption is recorded and look random"
        if ciphertext
        else "look random where no file system is recognised: encrypted or compressed"
    )
    return (
        f"No probability is given: {share} of the blocks that hold anything {what}; known content "
        "in them cannot be seen by its digests."
    )


def _stated(drawn: Drawn, missed: float) -> str:
    probability = min(1 - missed, SHORT_OF_CERTAIN) if missed else 1.0
    content = (
        f"If at least {drawn.miss_bytes:,} bytes in a row of the known content were here, "
        "unencrypted, uncompressed and aligned as its file system aligns files"
    )
    if drawn.whole:
        return f"Every block was read. {content}, this scan would have found some."
    return (
        f"{content}, a scan like this would have found some with probability "
        f"{percent(probability)}."
    )


def percent(share: float) -> str:
    """In hundredths of a percent, rounded down: never more than is so."""
    return f"{math.floor(share * 10_000 + 1e-9) / 100:.2f} %"

"""A force's own bands and sums, without which nothing is banded.

::

    {"instrument": "stable-2007", "edition": "2012", "version": "1",
     "sums": {"total": ["impulsivity", …]}, "intervene_counts": null, "prorate_missing": 0,
     "bands": {"total": [[0, "low"], [4, "moderate"]]},
     "levels": [{"static_tool": "RM2000/S", "static_level": "high", "band": "low", "level": "x"}]}
"""

import msgspec

from casework.errors import CaseworkError
from casework.instruments.instrument import instrument_named


class LevelRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The level that a band of the first sum gives together with a static tool's level."""

    static_tool: str
    static_level: str
    band: str
    level: str


class Scoring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``bands``: for each sum, the least score of each band, rising from 0.

    ``prorate_missing``: how many missing items may be made up for by proportion; 0: none.
    ``intervene_counts``: what a rating of "intervene now" adds; null: such a rating is not summed.
    """

    instrument: str
    edition: str
    version: str
    sums: dict[str, tuple[str, ...]]
    bands: dict[str, tuple[tuple[int, str], ...]]
    levels: tuple[LevelRule, ...] = ()
    intervene_counts: int | None = None
    prorate_missing: int = 0

    def __post_init__(self) -> None:
        instrument = instrument_named(self.instrument)
        for items in self.sums.values():
            for item in items:
                instrument.item(item)
        for name, bands in self.bands.items():
            least = [score for score, _ in bands]
            if name not in self.sums or not least or least[0] != 0 or least != sorted(set(least)):
                raise CaseworkError(f"bands of {name!r}: of a sum, rising from 0")


def read_scoring(content: bytes) -> Scoring:
    """The configuration in a file whose signature was checked; raises ``CaseworkError``."""
    try:
        return msgspec.json.decode(content, type=Scoring)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise CaseworkError(f"this is no scoring configuration: {error}") from None

"""What published reports say follows from their counts, worked out again."""

import re
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from casework.statistics.national.series import rows_of


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A printed number beside what the printed counts give. ``why`` where they differ."""

    year: str
    statement: str
    sum: str
    worked_out: Decimal
    printed: Decimal
    agrees: bool
    why: str
    source: str


def claims() -> tuple[Claim, ...]:
    """Every claim of ``claims.csv``, in its order."""
    return tuple(_claim(row) for row in rows_of("claims.csv"))


def added(text: str) -> int:
    """The value of whole numbers added and taken away, as ``6420-465``."""
    return sum(int(term) for term in re.findall(r"[+-]?\d+", text))


def _claim(row: dict[str, str]) -> Claim:
    exact, words = Decimal(added(row["numerator"])), row["numerator"]
    if row["denominator"]:
        exact = exact * int(row["per"]) / int(row["denominator"])
        words = f"({words}) / {row['denominator']} x {row['per']}"
    printed = Decimal(row["printed"])
    step = Decimal(1).scaleb(-int(row["decimals"]))
    return Claim(
        year=row["year"],
        statement=row["statement"],
        sum=words,
        worked_out=exact.quantize(Decimal("0.1") if row["denominator"] else Decimal(1)),
        printed=printed,
        agrees=exact.quantize(step, ROUND_HALF_UP) == printed,
        why=row["why"],
        source=row["source"],
    )

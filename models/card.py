"""A model's card: what it was made of, how it did, what it is for and what not.

After Mitchell et al., "Model cards for model reporting", FAT* 2019.
"""

import platform
from collections.abc import Iterator
from enum import StrEnum

import msgspec
import numpy as np
import sklearn
import skops

from models.bootstrap import Figure
from models.promotion import Comparison

INTENDED_USE = (
    "Ordering alerts of the monitoring desk beside their severity by the rules: the likelihood that"
    " a trained operator would act on an alert."
)
NOT_FOR = (
    "A person's risk, a score or band of any instrument, a decision about a person, a person's page"
    " or a pack; hiding, lowering or holding back an alert."
)
LIMITS = (
    "It repeats what operators did, with their habits and mistakes.",
    "Its interval says how the likelihood would move had other people been met; a single alert may"
    " stray further.",
    "Reasons say what moved the likelihood, not what caused anything.",
    "It knows nothing of text, names or the person; alerts with the same counts are alike to it.",
)
SIMULATED_LIMIT = "It was made from simulated data: its figures say nothing of real people."


class Origin(StrEnum):
    """Where what was learned from came from."""

    VERDICTS = "verdicts"
    SIMULATED = "simulated"
    PUBLIC = "public"


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned from. ``since`` and ``until`` are RFC 3339, of the windows."""

    origin: Origin
    description: str
    people: int
    alerts: int
    acted: int
    since: str
    until: str


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model's card. ``figures`` are of people not learned from; ``sha256`` is the file's."""

    name: str
    made: str
    method: str
    calibration: str
    features: str
    names: tuple[str, ...]
    seed: int
    data: Data
    figures: dict[str, Figure]
    gained: dict[str, dict[str, Figure]] = {}
    comparison: Comparison | None = None
    limits: tuple[str, ...] = LIMITS
    intended_use: str = INTENDED_USE
    not_for: str = NOT_FOR
    versions: dict[str, str] = msgspec.field(default_factory=dict)
    size: int = 0
    sha256: str = ""


def versions() -> dict[str, str]:
    """What a model is made with, by name."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        "skops": skops.__version__,
    }


def limits_of(origin: Origin) -> tuple[str, ...]:
    """The limits of a model made from such data."""
    return (SIMULATED_LIMIT, *LIMITS) if origin is Origin.SIMULATED else LIMITS


def lines(card: Card) -> Iterator[str]:
    """The card, for people."""
    data = card.data
    word = " (simulated data)" if data.origin is Origin.SIMULATED else ""
    yield f"model {card.name}{word}"
    yield f"made {card.made}, sha256 {card.sha256}, {card.size} bytes"
    yield f"method: {card.method}, calibration {card.calibration}, seed {card.seed}"
    yield f"intended use: {card.intended_use}"
    yield f"not for: {card.not_for}"
    yield (
        f"learned from: {data.origin} data, {data.description}; {data.alerts} alerts of"
        f" {data.people} people, {data.acted} acted on, {data.since} to {data.until}"
    )
    yield f"figures{word}, with 95 % bootstrap intervals over people it did not learn from:"
    yield from (f"  {name}: {one.words()}" for name, one in card.figures.items())
    for rival, own in card.gained.items():
        yield f"less what {rival} gives{word}:"
        yield from (f"  {name}: {one.words()}" for name, one in own.items())
    if card.comparison is not None:
        yield f"on people held out of every model{word}: {card.comparison.words()}"
    yield "limits:"
    yield from (f"  {limit}" for limit in card.limits)
    yield f"features {card.features}: {', '.join(card.names)}"
    yield f"made with: {', '.join(f'{name} {one}' for name, one in card.versions.items())}"

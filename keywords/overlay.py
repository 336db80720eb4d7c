"""Words that matter for one person alone: names, places, whom an order forbids to contact."""

from dataclasses import dataclass

from keywords.records import Library


@dataclass(frozen=True, slots=True)
class Overlay:
    """A library in the usual format that is matched only in what belongs to ``person``."""

    person: str
    library: Library

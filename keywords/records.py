"""What a keyword library holds, and what matching it gives."""

from dataclasses import dataclass
from enum import StrEnum

from skerry import SkerryError

Span = tuple[int, int]
"""First character and one past the last, of the text as it was given."""


class LibraryError(SkerryError):
    """A keyword library that cannot be used; the text names the file and, where known, the term."""


class Severity(StrEnum):
    """How much something matters, least first: a term, a finding, an alert."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """How the words of a term belong together."""

    ANY = "any"
    ALL = "all"
    REGEX = "regex"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a library.

    ``items`` holds alternatives by item: ``any`` is one item, ``all`` and ``near`` need every
    item, ``regex`` is one item of one expression. ``words`` is the distance of ``near`` in words.
    """

    id: str
    category: str
    severity: Severity
    kind: Kind
    items: tuple[tuple[str, ...], ...]
    words: int = 0
    unless: tuple[str, ...] = ()
    applies_to: frozenset[str] = frozenset()
    suggests: tuple[str, ...] = ()
    match_examples: tuple[str, ...] = ()
    ignore_examples: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """One version of a library; ``digest`` is the SHA-256 of its file, in hex."""

    name: str
    version: str
    language: str
    digest: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in one text, with every place where it was, in order.

    Spans count characters of the text as given; what began in the tail before it has a negative
    start.
    """

    library: str
    version: str
    term: str
    category: str
    severity: Severity
    spans: tuple[Span, ...]
    suggests: tuple[str, ...] = ()

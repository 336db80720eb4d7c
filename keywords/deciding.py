"""Which terms hit, given where their patterns are: the same for the matcher and its reference."""

from collections.abc import Iterable, Mapping, Sequence

from keywords.compiled import Compiled, CompiledTerm
from keywords.folding import Origins
from keywords.reading import Occurrence, Reading
from keywords.records import Hit, Kind

UNLESS_WORDS = 5
"""An ``unless`` counts where at most this many words lie between it and what was found."""

Found = Mapping[int, Iterable[Occurrence]]
"""Where each number of ``Compiled`` was found."""


def hits(
    compiled: Compiled, found: Found, reading: Reading, event_type: str, tail: int
) -> list[Hit]:
    """The hits of one text, in the order of the terms; ``tail`` is the tail's length in characters.

    A term that applies to no event of this type does not hit; nor does one whose every place lies
    in the tail.
    """
    asked = sorted({at for number in found for at in compiled.wanted[number]})
    origins = Origins(reading.folded.original)
    made = []
    for term in (compiled.terms[at] for at in asked):
        scope = term.term.applies_to
        if not scope or event_type in scope:
            spans = _spans(_places(term, found, reading), origins, term, tail)
            if spans:
                made.append(_hit(term, spans))
    return made


def without_repeats(found: Iterable[Hit], earlier: Iterable[Hit], tail: int) -> list[Hit]:
    """The hits without places that the tail alone already gave the beginning of.

    ``earlier`` are the hits of the tail alone, whose spans count from its own start.
    """
    known = {
        (hit.library, hit.version, hit.term, start - tail)
        for hit in earlier
        for start, _ in hit.spans
    }
    kept = []
    for hit in found:
        name = (hit.library, hit.version, hit.term)
        if any((*name, start) not in known for start, _ in hit.spans):
            kept.append(hit)
    return kept


def _hit(term: CompiledTerm, spans: tuple[tuple[int, int], ...]) -> Hit:
    own = term.term
    return Hit(term.library, term.version, own.id, own.category, own.severity, spans, own.suggests)


def _spans(
    places: Iterable[Occurrence], origins: Origins, term: CompiledTerm, tail: int
) -> tuple[tuple[int, int], ...]:
    """Spans in the text as given; none where nothing of the term is new since the tail."""
    spans = {origins.span(place.start, place.end) for place in places}
    new = {span for span in spans if span[1] > tail}
    kept = spans if new and term.term.kind in (Kind.ALL, Kind.NEAR) else new
    return tuple(sorted((start - tail, end - tail) for start, end in kept))


def _places(term: CompiledTerm, found: Found, reading: Reading) -> set[Occurrence]:
    items = [{place for number in item for place in found.get(number, ())} for item in term.items]
    if term.unless and all(items):
        excused = _excused(place for one in term.unless for place in reading.as_written(one))
        items = [{place for place in item if excused.isdisjoint(_words(place))} for item in items]
    if not all(items):
        return set()
    if term.term.kind is Kind.NEAR:
        return _near(items, term.term.words)
    return set().union(*items)


def _excused(excuses: Iterable[Occurrence]) -> set[int]:
    """The words that are near enough to an excuse; a set, since long texts may hold many."""
    reach = UNLESS_WORDS + 1
    return {word for excuse in excuses for word in range(excuse.first - reach, excuse.last + reach)}


def _words(place: Occurrence) -> range:
    """The words of a place; for one between two words, the later."""
    return range(place.first, max(place.last, place.first + 1))


def _near(items: Sequence[set[Occurrence]], words: int) -> set[Occurrence]:
    """Places of items that together have every item, first words at most ``words`` words apart."""
    everything = sorted((place, at) for at, item in enumerate(items) for place in item)
    kept: set[Occurrence] = set()
    for start, (place, _) in enumerate(everything):
        window = []
        for later in everything[start:]:
            if later[0].first - place.first > words:
                break
            window.append(later)
        if len({at for _, at in window}) == len(items):
            kept |= {one for one, _ in window}
    return kept

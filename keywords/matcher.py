"""What a text holds of some libraries, and of the overlay of the person it belongs to."""

from collections import OrderedDict
from collections.abc import Sequence

from keywords.compiled import compile_terms
from keywords.deciding import hits, without_repeats
from keywords.finding import Finder
from keywords.folding import Folded, fold
from keywords.overlay import Overlay
from keywords.records import Hit, Library

MOST_OVERLAYS = 20_000
"""Persons whose overlays stay compiled, the last used ones: some 14 KB each, 0.3 ms to compile."""


class _Part:
    """Libraries that are compiled together."""

    def __init__(self, libraries: Sequence[Library]) -> None:
        self._compiled = compile_terms(libraries)
        self._finder = Finder(self._compiled)

    def hits(self, folded: Folded, event_type: str, tail: int) -> list[Hit]:
        found, reading = self._finder.find(folded)
        if not found or reading is None:
            return []
        return hits(self._compiled, found, reading, event_type, tail)


class Matcher:
    """Libraries for everybody, and overlays for single persons, compiled when first needed.

    Raises ``LibraryError`` for a term that cannot be looked for. One matcher may be used from
    several threads; they wait for each other, so threads that match much need one each.
    """

    def __init__(self, libraries: Sequence[Library], overlays: Sequence[Overlay] = ()) -> None:
        self.libraries = tuple(libraries)
        self._base = _Part(self.libraries)
        self._overlays: dict[str, list[Library]] = {}
        for overlay in overlays:
            self._overlays.setdefault(overlay.person, []).append(overlay.library)
        self._people: OrderedDict[str, _Part] = OrderedDict()

    def match(
        self, text: str, event_type: str, *, tail: str = "", person: str | None = None
    ) -> tuple[Hit, ...]:
        """Every term of the libraries, and of the person's overlays, that hits.

        ``tail`` is text that came directly before; hits that lie wholly in it are left out, or that
        only go on from where it hit already, and spans are counted from the start of ``text``.
        """
        found = self._hits(tail + text if tail else text, event_type, len(tail), person)
        if any(hit.spans[0][0] < 0 for hit in found):
            earlier = self._hits(tail, event_type, 0, person)
            found = without_repeats(found, earlier, len(tail))
        return tuple(found)

    def _hits(self, text: str, event_type: str, tail: int, person: str | None) -> list[Hit]:
        folded = fold(text)
        found = self._base.hits(folded, event_type, tail)
        if person in self._overlays:
            found += self._person(str(person)).hits(folded, event_type, tail)
        return found

    def _person(self, person: str) -> _Part:
        part = self._people.pop(person, None)
        if part is None:
            part = _Part(self._overlays[person])
        self._people[person] = part
        if len(self._people) > MOST_OVERLAYS:
            self._people.popitem(last=False)
        return part

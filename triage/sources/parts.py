"""Finding the other parts of a split image from the name of any one of them."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from string import ascii_lowercase, ascii_uppercase

from msgspec import Struct

_NUMBERED = re.compile(r"(?P<stem>.+\.)(?P<suffix>\d{3,5})", re.ASCII)
_LETTERED = re.compile(r"(?P<stem>.+\.)(?P<suffix>[a-z]{2,4}|[A-Z]{2,4})")
_EWF = re.compile(r"(?P<stem>.+\.)(?P<kind>[A-Za-z]x?)(?:\d\d|[A-Za-z]{2})", re.ASCII)


class Parts(Struct, frozen=True):
    """Names of the parts up to the first that is missing, and the names that are missing."""

    names: tuple[str, ...]
    missing: tuple[str, ...] = ()


def raw_parts(name: str, siblings: Iterable[str]) -> Parts:
    """The parts of a raw image split as ``.001`` ``.002``, ``.000`` ``.001`` or ``.aa`` ``.ab``.

    ``siblings`` are the names in the same folder. A name that follows no such pattern stands
    alone, and so does one whose first part is not there, unless it is one of several ``.00N``.
    """
    present = frozenset(siblings) | {name}
    if match := _NUMBERED.fullmatch(name):
        return _numbered(name, match["stem"], len(match["suffix"]), present)
    if match := _LETTERED.fullmatch(name):
        return _lettered(name, match["stem"], match["suffix"], present)
    return Parts((name,))


def _numbered(name: str, stem: str, width: int, present: frozenset[str]) -> Parts:
    zeroth, first = f"{stem}{0:0{width}}", f"{stem}{1:0{width}}"
    parts = {other for other in present if _alike(other, stem, width)}
    if zeroth not in parts and first not in parts and (width > 3 or len(parts) == 1):
        return Parts((name,))
    start = 0 if zeroth in parts else 1
    return _in_order((f"{stem}{number:0{width}}" for number in range(start, 10**width)), parts)


def _alike(other: str, stem: str, width: int) -> bool:
    match = _NUMBERED.fullmatch(other)
    return match is not None and match["stem"] == stem and len(match["suffix"]) == width


def _lettered(name: str, stem: str, suffix: str, present: frozenset[str]) -> Parts:
    letters = ascii_lowercase if suffix.islower() else ascii_uppercase
    width = len(suffix)
    if stem + letters[0] * width not in present:
        return Parts((name,))
    order = [stem + "".join(letter) for letter in product(letters, repeat=width)]
    return _run(order, present)


def _run(order: Iterable[str], present: frozenset[str]) -> Parts:
    """The unbroken run from the first, since other extensions look like letters too."""
    names: list[str] = []
    for candidate in order:
        if candidate not in present:
            break
        names.append(candidate)
    return Parts(tuple(names))


def ewf_parts(name: str, siblings: Iterable[str]) -> Parts:
    """The parts of an EWF image: ``E01`` … ``E99``, ``EAA`` … ``EZZ``, ``FAA`` … (``Ex01`` …)."""
    match = _EWF.fullmatch(name)
    if not match:
        return Parts((name,))
    stem = match["stem"]
    order = [stem + suffix for suffix in _ewf_suffixes(match["kind"])]
    parts = _in_order(order, ({*siblings, name}).intersection(order))
    return parts if parts.names or parts.missing else Parts((name,))


def _ewf_suffixes(kind: str) -> Iterator[str]:
    """Suffixes in order, as the "Expert Witness Compression Format" document of libewf has them."""
    letters = ascii_lowercase if kind[0].islower() else ascii_uppercase
    yield from (f"{kind}{number:02}" for number in range(1, 100))
    for first in letters[letters.index(kind[0]) :]:
        yield from (f"{first}{kind[1:]}{a}{b}" for a, b in product(letters, repeat=2))


def _in_order(order: Iterable[str], parts: set[str]) -> Parts:
    """Parts before the first hole in ``order``, and every name missing before the last part."""
    names: list[str] = []
    missing: list[str] = []
    absent: list[str] = []
    left = set(parts)
    for candidate in order:
        if not left:
            break
        if candidate not in left:
            absent.append(candidate)
            continue
        left.discard(candidate)
        missing += absent
        absent.clear()
        if not missing:
            names.append(candidate)
    return Parts(tuple(names), tuple(missing))

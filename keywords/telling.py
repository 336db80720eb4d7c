"""Libraries, faults and hits in a line each, for people and for machines."""

from typing import Any

from keywords.checking import Fault
from keywords.installed import Installed
from keywords.records import Hit, Library
from keywords.trial import Place


def printable(text: str) -> str:
    """The text with what would act on a terminal, or cannot be seen, written as escapes."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text
    )


def installed_line(one: Installed) -> str:
    """One library of the list."""
    origin = "shipped" if one.shipped else "installed"
    if one.fault:
        return f"{one.name}@{one.version}  {origin}  REFUSED: {one.fault}"
    return f"{one.name}@{one.version}  {origin}  {one.terms:,} terms  sha256 {one.digest}"


def installed_object(one: Installed) -> dict[str, Any]:
    """The same for machines."""
    return {
        "library": one.name,
        "version": one.version,
        "sha256": one.digest,
        "terms": one.terms,
        "shipped": one.shipped,
        "path": str(one.path),
        "fault": one.fault or None,
    }


def check_object(library: Library, faults: list[Fault]) -> dict[str, Any]:
    """What checking a library gave, for machines."""
    kinds = {True: "errors", False: "warnings"}
    told: dict[str, Any] = {
        "library": library.name,
        "version": library.version,
        "sha256": library.digest,
        "terms": len(library.terms),
        "errors": [],
        "warnings": [],
    }
    for fault in faults:
        told[kinds[fault.error]].append({"term": fault.term, "text": fault.text})
    return told


def hit_line(hit: Hit, places: list[Place]) -> str:
    """One hit: where it begins, severity, category, term, and its words as they stand."""
    where = ",".join(f"{place.line}:{place.column}" for place in places)
    said = " | ".join(printable(place.words) for place in places)
    return f"{where}  {hit.severity}  {hit.category}  {hit.library}/{hit.term}  {said}"


def hit_object(hit: Hit, places: list[Place]) -> dict[str, Any]:
    """The same for machines; ``spans`` count from the start of the line that the hit ends in."""
    return {
        "library": hit.library,
        "version": hit.version,
        "term": hit.term,
        "category": hit.category,
        "severity": hit.severity,
        "suggests": hit.suggests,
        "spans": hit.spans,
        "places": [place._asdict() for place in places],
    }

"""A library as its file writes it, checked field by field, and the records it means."""

import hashlib
from typing import Annotated

import msgspec

from keywords.document import read_document
from keywords.records import Kind, Library, LibraryError, Severity, Term

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Version = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,31}$")]
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Texts = Annotated[list[Text], msgspec.Meta(max_length=10_000)]
Items = Annotated[list[Text | list[Text]], msgspec.Meta(max_length=50)]
Labels = Annotated[list[Label], msgspec.Meta(max_length=100)]
Example = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
ExampleTexts = Annotated[list[Example], msgspec.Meta(max_length=200)]


CRISIS = "crisis"
"""The category that takes the welfare route and is never silenced."""

RESERVED = frozenset({"clock", "silence", "tamper"})
"""What a device or its agent signals; words under such a name would be told as that."""


class _Near(msgspec.Struct, forbid_unknown_fields=True):
    words: Annotated[int, msgspec.Meta(ge=1, le=50)]
    of: Items


class _Examples(msgspec.Struct, forbid_unknown_fields=True):
    match: ExampleTexts = msgspec.field(default_factory=list)
    ignore: ExampleTexts = msgspec.field(default_factory=list)


class _Term(msgspec.Struct, forbid_unknown_fields=True):
    id: Name
    category: Label
    severity: Severity
    alternatives: Texts = msgspec.field(name="any", default_factory=list)
    together: Items = msgspec.field(name="all", default_factory=list)
    regex: str | None = None
    near: _Near | None = None
    unless: Texts = msgspec.field(default_factory=list)
    applies_to: Labels = msgspec.field(default_factory=list)
    suggests: Labels = msgspec.field(default_factory=list)
    examples: _Examples = msgspec.field(default_factory=_Examples)
    language: Annotated[str, msgspec.Meta(max_length=35)] = ""


class _Library(msgspec.Struct, forbid_unknown_fields=True):
    library: Name
    version: Version
    language: Annotated[str, msgspec.Meta(min_length=2, max_length=35)]
    terms: Annotated[list[_Term], msgspec.Meta(min_length=1, max_length=200_000)]
    description: Annotated[str, msgspec.Meta(max_length=2000)] = ""


def read_library(content: bytes) -> Library:
    """The library that a file's bytes are; its examples are not yet tried.

    Raises ``LibraryError`` where the file is not one (DESIGN: keyword library).
    """
    try:
        written = msgspec.convert(read_document(content), _Library, strict=False)
    except msgspec.ValidationError as error:
        raise LibraryError(str(error)) from None
    terms = tuple(_term(term, written.language) for term in written.terms)
    digest = hashlib.sha256(content).hexdigest()
    return Library(written.library, written.version, written.language, digest, terms)


def _term(written: _Term, language: str) -> Term:
    _check_category(written)
    kind, items, words = _wanted(written)
    return Term(
        id=written.id,
        category=written.category,
        severity=written.severity,
        kind=kind,
        items=items,
        words=words,
        unless=tuple(written.unless),
        applies_to=frozenset(written.applies_to),
        suggests=tuple(written.suggests),
        match_examples=tuple(written.examples.match),
        ignore_examples=tuple(written.examples.ignore),
        language=written.language or language,
    )


def _check_category(written: _Term) -> None:
    """Refuse a name that would be taken for another, or that cannot stand on a line."""
    category, plain = written.category, written.category.strip().casefold()
    if not category.isprintable():
        raise LibraryError(f"term {written.id!r}: a category is printable text on one line")
    if plain == CRISIS != category:
        raise LibraryError(f"term {written.id!r}: write {CRISIS!r}, not {category!r}")
    if plain in RESERVED:
        raise LibraryError(f"term {written.id!r}: {category!r} is what a device signals, no word")


def _wanted(written: _Term) -> tuple[Kind, tuple[tuple[str, ...], ...], int]:
    forms: list[tuple[Kind, tuple[tuple[str, ...], ...], int]] = []
    if written.alternatives:
        forms.append((Kind.ANY, (tuple(written.alternatives),), 0))
    if written.together:
        forms.append((Kind.ALL, _items(written.together, written.id), 0))
    if written.regex is not None:
        forms.append((Kind.REGEX, ((written.regex,),), 0))
    if written.near is not None:
        forms.append((Kind.NEAR, _items(written.near.of, written.id), written.near.words))
    if len(forms) != 1:
        raise LibraryError(f"term {written.id!r} needs one of any, all, regex and near")
    return forms[0]


def _items(written: list[Text | list[Text]], term: str) -> tuple[tuple[str, ...], ...]:
    """Each item as its alternatives; one text is an item of one."""
    items = tuple((one,) if isinstance(one, str) else tuple(one) for one in written)
    if len(items) < 2 or not all(items):
        raise LibraryError(f"term {term!r}: all and near need two items or more, none empty")
    return items

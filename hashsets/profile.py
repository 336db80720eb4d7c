"""Category profiles: what a set's raw category numbers mean to the unit that loads it.

A profile is a TOML or JSON file::

    profile = "example"
    version = "1"

    [categories.1]
    label = "Category 1"
    severity = "critical"
    alertable = true

``uncategorised`` may be given like a category, for records without one. Category numbers mean
different things in different countries, and some tools have had them swapped, so Skerry ships no
profile and infers none.
"""

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from hashsets.records import HashSetError

Severity = Literal["info", "low", "medium", "high", "critical"]
LARGEST = 1 << 20
"""Bytes; a profile is a page of text."""


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The meaning of one category. Records of one that is not ``alertable`` raise no alert."""

    label: str
    severity: Severity
    alertable: bool


UNLISTED: Severity = "high"
"""The severity of an alert set's records that no profile speaks of."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The meanings of a set's categories."""

    profile: str
    version: str
    categories: dict[int, Category]
    uncategorised: Category | None = None

    def meaning(self, category: int | None) -> Category | None:
        """What the profile says of a category, if anything."""
        return self.uncategorised if category is None else self.categories.get(category)

    def alertable(self) -> frozenset[int | None]:
        """The categories of which it says that they raise an alert; null for none."""
        said: list[int | None] = [key for key, one in self.categories.items() if one.alertable]
        if self.uncategorised and self.uncategorised.alertable:
            said.append(None)
        return frozenset(said)


def read_profile(path: Path) -> Profile:
    """The profile in a ``.toml`` or ``.json`` file; raises ``HashSetError`` where it is none."""
    return parsed_profile(path, profile_text(path))


def profile_text(path: Path) -> bytes:
    """The file's bytes; raises ``HashSetError``."""
    if path.suffix.lower() not in (".toml", ".json"):
        raise HashSetError(f"a category profile is a .toml or .json file, not {path.name}")
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise HashSetError(f"cannot read the profile {path.name}: {error.strerror}") from error
    if len(text) > LARGEST:
        raise HashSetError(f"{path.name} is not a category profile: it is too long")
    return text


def parsed_profile(path: Path, text: bytes) -> Profile:
    """The profile written in ``text``; raises ``HashSetError``."""
    try:
        said = text.decode("utf-8-sig")
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(said, type=Profile, strict=False)
        return msgspec.convert(tomllib.loads(said), Profile, strict=False)
    except (ValueError, tomllib.TOMLDecodeError, msgspec.MsgspecError) as error:
        raise HashSetError(f"{path.name} is not a category profile: {error}") from error

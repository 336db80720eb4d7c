"""How a register's own CSV export is read as one of our lists: headings and values, as data.

::

    ignore = ["Printed by"]

    [columns]
    reference = "Record No"
    name = "Full Name"

    [values.sex]
    M = "male"

    [constants]
    authority = "police"

A heading that is neither named nor ignored is refused: nothing is left out unsaid.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from casework.errors import CaseworkError

IGNORED = "\0"
"""What the name of a column that is not read begins with."""


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``columns``: our name to the file's. ``values``: for one of ours, the file's word to ours.

    ``constants``: a field that every row has and the file does not.
    """

    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = [*self.columns.values(), *self.ignore]
        if len(set(named)) < len(named):
            raise CaseworkError("a column map names a heading twice")
        if both := sorted(set(self.columns) & set(self.constants)):
            raise CaseworkError(f"a column map has {', '.join(both)} from a column and as constant")

    def names(self, headings: Sequence[str]) -> list[str]:
        """Our names of the file's columns, in its order, and of the constants."""
        ours = {theirs: our for our, theirs in self.columns.items()}
        ours |= {theirs: IGNORED + theirs for theirs in self.ignore}
        return [ours.get(heading.strip(), heading.strip()) for heading in headings]

    def read(self, fields: dict[str, str]) -> dict[str, str]:
        """A row's fields by our names, in our words."""
        kept = {name: text for name, text in fields.items() if not name.startswith(IGNORED)}
        for name, words in self.values.items():
            if name in kept:
                kept[name] = words.get(kept[name].strip(), kept[name])
        return {**kept, **self.constants}


AS_THEY_ARE = ColumnMap()


def read_column_map(path: Path) -> ColumnMap:
    """The map in a TOML file; raises ``CaseworkError``."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), ColumnMap)
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeError, msgspec.MsgspecError) as error:
        raise CaseworkError(f"{path} is no column map: {error}") from None

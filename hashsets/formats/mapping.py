"""Mapping files: which column of an otherwise unknown list means what.

A mapping is a TOML file::

    mapping = "example list"
    version = "1"
    layout = "csv"              # or "json" (a list in one document) or "jsonl" (an object a line)
    delimiter = ";"             # csv: the header tells it where this is left out
    encoding = "cp1252"         # csv and jsonl: of a file without a byte-order mark
    header = true               # csv: false where the first line is a record already
    records = "data.items"      # json: where the list stands; left out where it is the document
    carries_verdicts = false    # true: categories need a profile; never a set of known files

    [digests]                   # by algorithm: md5, sha1, sha256, pdq, phash
    md5 = "Hash MD5"

    [not_computable]            # kinds that are only counted
    photodna = "PDNA"

    [columns]                   # hash, algorithm, category, label, series, size, quality, identity
    category = "Grade"

A column is its title, its number from 1, or in JSON its path with dots between. ``hash`` is a
column of digests whose kind stands in the column ``algorithm``, or else is told or known by its
length.
"""

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from hashsets.records import Algorithm, HashSetError

Column = int | str
LARGEST = 1 << 20
"""Bytes; a mapping is a page of text."""

Encoding = Literal[
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp1250", "cp1251", "cp1252", "cp850"
]


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What else a record says, and where."""

    hash: Column | None = None
    algorithm: Column | None = None
    category: Column | None = None
    label: Column | None = None
    series: Column | None = None
    size: Column | None = None
    quality: Column | None = None
    identity: Column | None = None


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a list says what. Raises ``ValueError`` where it contradicts itself."""

    mapping: str
    version: str
    layout: Literal["csv", "json", "jsonl"] = "csv"
    delimiter: str = ""
    encoding: Encoding = "utf-8"
    header: bool = True
    records: str = ""
    carries_verdicts: bool = False
    digests: dict[Algorithm, Column] = {}
    not_computable: dict[str, Column] = {}
    columns: Columns = Columns()

    def __post_init__(self) -> None:
        """What the types cannot say."""
        if not self.digests and self.columns.hash is None:
            raise ValueError("it names no column of digests")
        if len(self.delimiter) > 1 or self.delimiter in ("\r", "\n", '"'):
            raise ValueError("the delimiter is one character, and no line ending or quote")
        if self.layout == "json" and self.encoding != "utf-8":
            raise ValueError("a JSON document is in UTF-8")
        for column in self.named():
            if isinstance(column, int) and (self.layout != "csv" or column < 1):
                raise ValueError(f"{column} is no column: they are numbered from 1, in csv only")
            if isinstance(column, str) and self.layout == "csv" and not self.header:
                raise ValueError(f"without a header no column is called {column!r}")

    def named(self) -> list[Column]:
        """Every column that is mentioned."""
        others = msgspec.structs.astuple(self.columns)
        found = [*self.digests.values(), *self.not_computable.values(), *others]
        return [column for column in found if column is not None]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file; raises ``HashSetError`` where it is none."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8-sig")
        return msgspec.convert(tomllib.loads(text), Mapping)
    except OSError as error:
        raise HashSetError(f"cannot read the mapping {path.name}: {error.strerror}") from error
    except (ValueError, msgspec.MsgspecError) as error:
        raise HashSetError(f"{path.name} is not a mapping: {error}") from error

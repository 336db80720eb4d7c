"""Which column of a table means what."""

import csv

import msgspec

from hashsets.formats.csv_rows import delimiter_of
from hashsets.hexadecimal import algorithm_called, squeezed
from hashsets.records import Algorithm

ROLES: dict[str, tuple[str, ...]] = {
    "hash": ("hash", "hashvalue", "digest", "value", "indicator", "checksum"),
    "algorithm": ("algorithm", "hashtype", "hashname", "hashalgorithm", "type", "algo"),
    "category": ("category", "cat", "grade", "classification", "rawcategory"),
    "label": ("label", "description", "categoryname", "categorylabel", "tag"),
    "series": ("series", "seriesname"),
    "size": ("size", "filesize", "mediasize", "bytes"),
    "quality": ("quality", "pdqquality"),
    "identity": ("identity",),
}

NOT_COMPUTABLE: dict[str, str] = {
    "photodna": "photodna",
    "pdna": "photodna",
    "netclean": "netclean",
    "videntifier": "videntifier",
    "tmkpdqf": "tmk+pdqf",
    "sha512": "sha512",
    "sha384": "sha384",
    "sha224": "sha224",
    "ssdeep": "ssdeep",
}
"""Kinds of hash that sets hold and Skerry does not compute, by their squeezed names."""


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The meaning of each column of a table of ``width`` columns, by place."""

    width: int
    digests: tuple[tuple[int, Algorithm], ...]
    not_computable: tuple[tuple[int, str], ...]
    roles: dict[str, int]
    others: tuple[tuple[int, str], ...]

    def cell(self, role: str, cells: list[str]) -> str | None:
        """The text in the role's column; null where there is no such column or it is blank."""
        place = self.roles.get(role)
        return None if place is None else cells[place].strip() or None


def columns_of(header: list[str]) -> Columns | None:
    """The columns that ``header`` names, or null where none of them holds digests."""
    digests: list[tuple[int, Algorithm]] = []
    not_computable: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    roles: dict[str, int] = {}
    for place, title in enumerate(header):
        key = bare(title)
        role = next((role for role, names in ROLES.items() if key in names), None)
        if (algorithm := algorithm_called(key)) is not None:
            digests.append((place, algorithm))
        elif key in NOT_COMPUTABLE:
            not_computable.append((place, NOT_COMPUTABLE[key]))
        elif role is not None and role not in roles:
            roles[role] = place
        else:
            others.append((place, title.strip()))
    if not digests and not not_computable and "hash" not in roles:
        return None
    return Columns(
        width=len(header),
        digests=tuple(digests),
        not_computable=tuple(not_computable),
        roles=roles,
        others=tuple(others),
    )


def bare(title: str) -> str:
    """A column's title squeezed, without a ``hash`` before or after a digest's name."""
    key = squeezed(title)
    for short in (key.removesuffix("hash"), key.removeprefix("hash")):
        if algorithm_called(short) is not None or short in NOT_COMPUTABLE:
            return short
    return key


def columns_of_line(line: str) -> Columns | None:
    """The columns of a header line; null where it is none."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return None
    return columns_of(cells)

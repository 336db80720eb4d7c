"""Population estimates, which rates are printed with: number, year and source."""

import csv
import io

import msgspec

from casework.errors import CaseworkError

COLUMNS = ("area", "year", "people", "source")


class Population(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many people live in an area by the estimate of a year, and who published it."""

    area: str
    year: int
    people: int
    source: str


def populations(text: str) -> tuple[Population, ...]:
    """The rows of a CSV file with the columns area, year, people, source.

    Raises ``CaseworkError`` with the row's number for one that cannot be read, and for an area that
    is named twice.
    """
    found: dict[str, Population] = {}
    for number, row in enumerate(_rows(text), start=2):
        one = _population(row, number)
        if one.area in found:
            raise CaseworkError(f"populations, row {number}: {one.area} twice")
        found[one.area] = one
    return tuple(found.values())


def _rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), restkey="more")
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CaseworkError(f"populations: the columns are {', '.join(COLUMNS)}")
        return list(reader)
    except csv.Error as error:
        raise CaseworkError(f"populations: {error}") from None


def _population(row: dict[str, str], number: int) -> Population:
    try:
        read = msgspec.convert(row, Population, strict=False)
    except msgspec.ValidationError as error:
        raise CaseworkError(f"populations, row {number}: {error}") from None
    if read.people <= 0 or not read.area.strip() or not read.source.strip():
        raise CaseworkError(f"populations, row {number}: an area, its people and a source")
    return read

"""A reporting year's tables as one value: built from records, digested, published."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from casework.errors import CaseworkError
from casework.statistics.breakdowns import breakdowns
from casework.statistics.civil_orders import civil_orders
from casework.statistics.flows import Flows
from casework.statistics.management import by_category, by_level, custody, further_crime
from casework.statistics.offenders import offenders
from casework.statistics.population import Population
from casework.statistics.snapshot import Records, stood
from casework.statistics.suppression import Suppression, suppressed
from casework.statistics.table import NATIONAL, NOT_RECORDED, Clock, Table
from casework.statistics.year import ReportingYear, long_day

FORMAT = 1


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tables of a year. ``columns``: the areas, those not recorded, the nation; as every row.

    Nothing in it tells when it was made: the same records give the same bytes.
    """

    format: int = FORMAT
    year: ReportingYear
    columns: tuple[str, ...]
    suppression: Suppression
    populations: tuple[Population, ...]
    tables: tuple[Table, ...]

    def table(self, key: str) -> Table:
        """The table of that key; raises ``KeyError``."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def as_at(self, clock: Clock) -> str:
        """To what days a row refers."""
        if clock is Clock.STOCK:
            return long_day(self.year.last)
        return f"{long_day(self.year.first)} to {long_day(self.year.last)}"


def build(
    records: Records,
    year: ReportingYear,
    populations: Sequence[Population] = (),
    suppression: Suppression = Suppression(),  # noqa: B008 (frozen)
) -> Pack:
    """Count everything. Raises ``CaseworkError`` for an area with the name of another column."""
    areas = sorted({*records.areas(), *(one.area for one in populations)} - {NATIONAL})
    if NATIONAL in records.areas() or NOT_RECORDED in areas:
        raise CaseworkError(f"no area may be called {NATIONAL!r} or {NOT_RECORDED!r}")
    columns = (*areas, NOT_RECORDED)
    people, flows = stood(records.people, year.last), Flows(records, year)
    tables = (
        offenders(people, flows, populations, columns),
        civil_orders(records, flows, year, columns),
        by_level(people, columns),
        further_crime(flows, columns),
        custody(people, flows, columns),
        by_category(people, columns),
        *breakdowns(people, records, year, columns),
    )
    return Pack(
        year=year,
        columns=(*columns, NATIONAL),
        suppression=suppression,
        populations=tuple(populations),
        tables=tuple(suppressed(table, suppression) for table in tables),
    )


def encoded_pack(pack: Pack) -> str:
    """The pack as the JSON that is digested."""
    return msgspec.json.encode(pack, order="deterministic").decode()


def decoded_pack(text: str) -> Pack:
    """The pack in JSON; raises ``CaseworkError``."""
    try:
        return msgspec.json.decode(text, type=Pack)
    except msgspec.DecodeError as error:
        raise CaseworkError(f"this is no statistics pack: {error}") from None


def digest(pack: Pack) -> str:
    """SHA-256 of the JSON, in hex."""
    return sha256(encoded_pack(pack).encode()).hexdigest()


def only_area(pack: Pack, area: str) -> Pack:
    """One area's column beside the nation's; raises ``CaseworkError`` for an area not in it."""
    if area not in pack.columns:
        raise CaseworkError(f"no area {area!r}: there are {', '.join(pack.columns)}")
    kept = [c for c, column in enumerate(pack.columns) if column in (area, NATIONAL)]
    tables = tuple(_columns_of(table, kept) for table in pack.tables)
    columns = tuple(pack.columns[c] for c in kept)
    return msgspec.structs.replace(pack, columns=columns, tables=tables)


def _columns_of(table: Table, kept: Sequence[int]) -> Table:
    rows = (
        msgspec.structs.replace(row, cells=tuple(row.cells[c] for c in kept)) for row in table.rows
    )
    return msgspec.structs.replace(table, rows=tuple(rows))

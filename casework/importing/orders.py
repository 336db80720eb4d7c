"""Orders from CSV: one row an order, with its terms as they stand."""

from datetime import datetime

from casework.importing.rows import Row, day, moment, one_of
from casework.moments import start_of
from casework.records.order import Order, OrderType, Terms
from casework.records.permission import DataKind, Notice, Permission, ThirdParties
from casework.rules import check_terms

COLUMNS = frozenset(
    [
        "reference",
        "person",
        "type",
        "authority",
        "imposed",
        "since",
        "last_day",
        "interim",
        "area",
        "kinds",
        "devices",
        "third_parties",
        "served",
        "served_by",
    ]
)
NEEDED = frozenset({"reference", "person", "type", "authority", "imposed"})
ALL_NOTIFIED = "all notified"
YES = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "0": False}


def order_of(row: Row) -> Order | None:
    """The order in a row. ``kinds`` and ``devices`` are lists; the latter may be "all notified"."""
    reference, person = row.needed("reference"), row.needed("person")
    kind, authority = row.read("type", one_of(OrderType)), row.needed("authority")
    imposed = row.read("imposed", day)
    for column in ("type", "imposed"):
        row.needed(column)
    since = row.read("since", moment) or (start_of(imposed) if imposed else None)
    terms = _terms(row, since)
    notices = _notices(row)
    if terms is None or kind is None or imposed is None:
        return None
    order = row.built(
        lambda: Order(
            id=reference,
            person=person,
            type=kind,
            authority=authority,
            imposed=imposed,
            terms=(terms,),
            notices=notices,
            area=row.text("area") or None,
        )
    )
    if order is not None:
        row.part(lambda: check_terms(order))
    return order


def _terms(row: Row, since: datetime | None) -> Terms | None:
    last_day = row.read("last_day", day)
    interim = row.read("interim", _yes)
    permissions = _permissions(row)
    if since is None:
        return None
    return row.built(
        lambda: Terms(
            since=since, interim=bool(interim), last_day=last_day, permissions=permissions
        )
    )


def _permissions(row: Row) -> tuple[Permission, ...]:
    kinds = row.read("kinds", _kinds)
    third = row.read("third_parties", one_of(ThirdParties)) or ThirdParties.EXCLUDED
    everything = row.text("devices").casefold() == ALL_NOTIFIED
    devices = () if everything else row.items("devices")
    if kinds is None:
        if row.text("devices") and not row.text("kinds"):
            row.problem("kinds", "is empty, and devices are named")
        return ()
    made = row.part(
        lambda: Permission(
            kinds=kinds, devices=devices, all_notified=everything, third_parties=third
        )
    )
    return (made,) if made else ()


def _notices(row: Row) -> tuple[Notice, ...]:
    served = row.read("served", moment)
    if served is None:
        return ()
    made = row.part(lambda: Notice(served=served, served_by=row.text("served_by")))
    return (made,) if made else ()


def _kinds(text: str) -> tuple[DataKind, ...]:
    read = one_of(DataKind)
    return tuple(read(part.strip()) for part in text.split(";") if part.strip())


def _yes(text: str) -> bool:
    if text.casefold() not in YES:
        raise ValueError(f"{text!r} is neither yes nor no")
    return YES[text.casefold()]

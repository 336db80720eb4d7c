"""People from CSV."""

from datetime import date

from casework.importing.rows import Row, day, day_past, number, one_of
from casework.records.person import (
    Management,
    Notification,
    Person,
    RegisterEntry,
    Residence,
    Sex,
)

COLUMNS = frozenset(
    [
        "reference",
        "name",
        "other_names",
        "born",
        "sex",
        "ethnicity",
        "registers",
        "area",
        "authority",
        "category",
        "level",
        "managed_since",
        "notified_since",
        "notified_until",
        "address",
        "address_since",
    ]
)
NEEDED = frozenset({"reference", "name", "area", "managed_since"})


def person_of(row: Row) -> Person | None:
    """The person in a row. ``registers`` holds ``register=number`` between semicolons.

    ``notified_until`` is a day, ``indefinite``, or empty where it is not known.
    """
    reference, name = row.needed("reference"), row.needed("name")
    born, sex = row.read("born", day_past), row.read("sex", one_of(Sex))
    registers = tuple(_register(row, part) for part in row.items("registers"))
    management, notification = _management(row), _notification(row)
    residences = _residences(row)
    return row.built(
        lambda: Person(
            id=reference,
            person=reference,
            name=name,
            other_names=row.items("other_names"),
            born=born,
            sex=sex or Sex.NOT_RECORDED,
            ethnicity=row.text("ethnicity") or None,
            registers=registers,
            management=management,
            notification=notification,
            residences=residences,
        )
    )


def _register(row: Row, part: str) -> RegisterEntry:
    register, parted, number = part.partition("=")
    if not parted or not register.strip() or not number.strip():
        row.problem("registers", f"{part!r} is not register=number")
    return RegisterEntry(register=register.strip(), number=number.strip())


def _management(row: Row) -> tuple[Management, ...]:
    area, since = row.needed("area"), row.read("managed_since", day)
    category, level = row.read("category", number), row.read("level", number)
    if not row.text("managed_since"):
        row.needed("managed_since")
    if since is None or not area:
        return ()
    made = row.part(
        lambda: Management(
            since=since,
            category=category,
            level=level,
            authority=row.text("authority") or "police",
            area=area,
        )
    )
    return (made,) if made else ()


def _notification(row: Row) -> tuple[Notification, ...]:
    since = row.read("notified_since", day)
    indefinite = row.text("notified_until").casefold() == "indefinite"
    until = None if indefinite else row.read("notified_until", day)
    if since is None:
        return ()
    made = row.part(lambda: Notification(since=since, until=until, indefinite=indefinite))
    return (made,) if made else ()


def _residences(row: Row) -> tuple[Residence, ...]:
    address, since = row.text("address"), row.read("address_since", day)
    if not address:
        return ()
    begun = since or row.read("managed_since", day) or date.min
    return (Residence(since=begun, address=address),)

"""Devices from CSV."""

from casework.importing.rows import Row, day, one_of
from casework.records.device import Device, DeviceStanding, Notified, Serial, Shared

COLUMNS = frozenset(
    [
        "reference",
        "person",
        "standing",
        "description",
        "serials",
        "accounts",
        "networks",
        "shared",
        "notified_since",
        "notified_until",
    ]
)
NEEDED = frozenset({"reference", "person", "standing", "description"})


def device_of(row: Row) -> Device | None:
    """The device in a row. ``serials`` holds ``scheme=number`` between semicolons."""
    reference, person = row.needed("reference"), row.needed("person")
    standing = row.read("standing", one_of(DeviceStanding))
    row.needed("standing")
    description = row.needed("description")
    serials = tuple(_serial(row, part) for part in row.items("serials"))
    shared = row.read("shared", one_of(Shared)) or Shared.UNKNOWN
    notified = _notified(row)
    if standing is None:
        return None
    return row.built(
        lambda: Device(
            id=reference,
            person=person,
            standing=standing,
            description=description,
            serials=serials,
            accounts=row.items("accounts"),
            networks=row.items("networks"),
            shared=shared,
            notified=notified,
        )
    )


def _serial(row: Row, part: str) -> Serial:
    scheme, parted, number = part.partition("=")
    if not parted or not scheme.strip() or not number.strip():
        row.problem("serials", f"{part!r} is not scheme=number")
    return Serial(scheme=scheme.strip(), number=number.strip())


def _notified(row: Row) -> tuple[Notified, ...]:
    since, until = row.read("notified_since", day), row.read("notified_until", day)
    if since is None:
        return ()
    made = row.part(lambda: Notified(since=since, until=until))
    return (made,) if made else ()

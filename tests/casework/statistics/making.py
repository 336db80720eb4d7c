from collections.abc import Iterable
from datetime import date

from casework.records.base import Record
from casework.records.order import Order
from casework.records.person import Management, Notification, Person
from casework.records.proceeding import Proceeding
from casework.statistics.snapshot import Records


def gathered(records: Iterable[Record]) -> Records:
    held = list(records)
    return Records(
        people=tuple(one for one in held if isinstance(one, Person)),
        orders=tuple(one for one in held if isinstance(one, Order)),
        proceedings=tuple(one for one in held if isinstance(one, Proceeding)),
    )


def offender(number: int, area: str = "North", level: int | None = 1, **changes: object) -> Person:
    """Somebody who notifies and is managed since long."""
    since, reference = date(2019, 4, 1), f"P-{number:05}"
    fields: dict[str, object] = {
        "id": reference,
        "person": reference,
        "name": f"Person {number:05} Testcase",
        "born": date(1970, 1, 1),
        "notification": (Notification(since=since, indefinite=True),),
        "management": (
            Management(since=since, category=1, level=level, authority="police", area=area),
        ),
    }
    return Person(**{**fields, **changes})  # type: ignore[arg-type]

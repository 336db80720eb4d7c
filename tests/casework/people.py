"""People who do not exist, under names that show it."""

from datetime import date

from casework.records.person import Management, Person


def person(number: int = 42, **changes: object) -> Person:
    fields: dict[str, object] = {
        "id": f"P-{number:04}",
        "person": f"P-{number:04}",
        "name": f"Person {number:04} Testcase",
        "born": date(1970, 1, 1),
        "management": (
            Management(
                since=date(2025, 4, 1), category=1, level=1, authority="police", area="North"
            ),
        ),
    }
    return Person(**{**fields, **changes})  # type: ignore[arg-type]

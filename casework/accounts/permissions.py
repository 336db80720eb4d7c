"""The table of permissions, read and checked: operation, role, and how far the role reaches."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casework.accounts.roles import Role
from casework.errors import CaseworkError


class Reach(StrEnum):
    """On what a role may do an operation."""

    EVERYWHERE = "everywhere"
    AREA = "area"
    """On people managed in one of the account's areas, and on those assigned to it."""
    PERSON = "person"
    """On people assigned to the account."""
    DISCLOSED = "disclosed"
    """On the very revisions that a disclosure to the account's agency lists."""
    OWN = "own"
    """On the account's own credentials and sessions."""


SECOND_PERSON = "second_person"
"""The one table of the file that places no operation."""

Permissions = Mapping[str, Mapping[Role, Reach]]


def permissions_in(text: str) -> Permissions:
    """The table from TOML; raises ``CaseworkError`` for a role or reach that does not exist."""
    table: dict[str, Mapping[Role, Reach]] = {}
    try:
        for subject, verbs in tomllib.loads(text).items():
            if subject == SECOND_PERSON:
                continue
            for verb, cells in verbs.items():
                placed = {Role(role): Reach(reach) for role, reach in cells.items()}
                table[f"{subject}.{verb}"] = MappingProxyType(placed)
    except (tomllib.TOMLDecodeError, ValueError, AttributeError) as error:
        raise CaseworkError(f"table of permissions: {error}") from None
    return MappingProxyType(table)


@cache
def permissions() -> Permissions:
    """The table that this release ships."""
    return permissions_in((files(__package__) / "permissions.toml").read_text("utf-8"))


def second_person_in(text: str) -> frozenset[Role]:
    """The roles that two people grant; raises ``CaseworkError`` where that cannot be understood."""
    try:
        return frozenset(Role(role) for role in tomllib.loads(text)[SECOND_PERSON]["roles"])
    except (tomllib.TOMLDecodeError, ValueError, TypeError, KeyError) as error:
        raise CaseworkError(f"table of permissions: {SECOND_PERSON}: {error}") from None


@cache
def second_person() -> frozenset[Role]:
    """The roles that two people grant, by the table that this release ships."""
    return second_person_in((files(__package__) / "permissions.toml").read_text("utf-8"))

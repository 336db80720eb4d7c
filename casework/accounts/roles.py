"""The roles that an account can hold, and which of them never meet in one account."""

from collections.abc import Iterable
from enum import StrEnum

from casework.errors import CaseworkError


class Role(StrEnum):
    """What somebody does in the unit. What each may do is in ``permissions.toml``."""

    EXAMINER = "examiner"
    DESK_OPERATOR = "desk_operator"
    DESK_SUPERVISOR = "desk_supervisor"
    OFFENDER_MANAGER = "offender_manager"
    PARTNER_AGENCY = "partner_agency"
    """Social work, prison, health, housing: sees what was disclosed to it, and no more."""
    CO_ORDINATOR = "co_ordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    """Keeps accounts tidy; sees no case content."""


ALONE = frozenset({Role.PARTNER_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR})
"""Whoever holds one of these holds nothing else: who watches, grants or is outside stays apart."""


def check_together(roles: Iterable[Role]) -> None:
    """Raise ``CaseworkError`` for roles that one account must not combine."""
    held = set(roles)
    for role in sorted(held & ALONE):
        if len(held) > 1:
            raise CaseworkError(f"the role {role} is held alone, beside no other")

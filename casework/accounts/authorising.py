"""The one decision of who may do what: default deny, pure, and every refusal says why."""

import msgspec

from casework.accounts.account import Account
from casework.accounts.break_glass import BREAKERS
from casework.accounts.permissions import Permissions, Reach, permissions
from casework.accounts.roles import Role
from casework.errors import CaseworkError


class Refused(CaseworkError):
    """An operation that the account may not do. The text does not tell whether the thing exists."""

    def __init__(self, operation: str, why: str) -> None:
        super().__init__(f"{operation}: not permitted, or not on file")
        self.operation, self.why = operation, why


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """An account in use: roles that its vetting clears, people for whom it broke the glass."""

    account: Account
    roles: frozenset[Role]
    glass: frozenset[str] = frozenset()


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """On what: a person, their areas, the agencies to whom this was disclosed; an account."""

    person: str | None = None
    areas: frozenset[str] = frozenset()
    disclosed_to: frozenset[str] = frozenset()
    account: str | None = None


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """That an account may do an operation: by which role, how far, or by a broken glass."""

    account: str
    operation: str
    role: Role
    reach: Reach
    by_glass: bool = False


def authorise(
    holder: Holder, operation: str, scope: Scope, table: Permissions | None = None
) -> Permit:
    """The permit of the widest reach; raises ``Refused`` where there is none."""
    cells = (permissions() if table is None else table).get(operation)
    if cells is None:
        raise Refused(operation, "no such operation in the table of permissions")
    placed = [(list(Reach).index(cells[role]), role) for role in holder.roles if role in cells]
    for _, role in sorted(placed):
        if _covers(cells[role], holder.account, scope):
            return _permit(holder, operation, role, cells[role])
    for _, role in sorted(placed):
        if _glass_covers(role, cells[role], holder, scope):
            return _permit(holder, operation, role, cells[role], by_glass=True)
    raise Refused(operation, _why(holder, bool(placed)))


def check_placed(holder: Holder, operation: str, table: Permissions | None = None) -> None:
    """Raise ``Refused`` where none of the roles may do the operation on anything whatever."""
    cells = (permissions() if table is None else table).get(operation, {})
    if not holder.roles & set(cells):
        raise Refused(operation, _why(holder, placed=False))


def _permit(
    holder: Holder, operation: str, role: Role, reach: Reach, by_glass: bool = False
) -> Permit:
    return Permit(
        account=holder.account.id, operation=operation, role=role, reach=reach, by_glass=by_glass
    )


def _covers(reach: Reach, account: Account, scope: Scope) -> bool:
    match reach:
        case Reach.EVERYWHERE:
            return True
        case Reach.AREA:
            return scope.person in account.people or bool(scope.areas & set(account.areas))
        case Reach.PERSON:
            return scope.person in account.people
        case Reach.DISCLOSED:
            return account.agency in scope.disclosed_to
        case Reach.OWN:
            return scope.account == account.id


def _glass_covers(role: Role, reach: Reach, holder: Holder, scope: Scope) -> bool:
    """The glass lifts where a role reaches, never what it may do."""
    lifted = role in BREAKERS and reach in (Reach.AREA, Reach.PERSON)
    return lifted and scope.person in holder.glass


def _why(holder: Holder, placed: bool) -> str:
    if placed:
        return "out of the account's reach"
    lapsed = set(holder.account.roles) - holder.roles
    return "vetting" if lapsed and not holder.roles else "no role that may"

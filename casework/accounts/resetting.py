"""Taking away what an account is entered with. Of a powerful account that takes two.

Whoever resets gets the code to enrol with, and so could sit down as its holder: one asks, and
another who may approve agrees and is the one who gets the code. Where nobody else could, it is done
alone, as the log says.
"""

import msgspec

from casework.accounts.access import Access
from casework.accounts.account import Account
from casework.accounts.authorising import Refused
from casework.accounts.credentials import issue_one_time
from casework.accounts.granting import APPROVE, approve_in, check_another, others_who_approve
from casework.accounts.permissions import second_person
from casework.accounts.sessions import end_sessions
from casework.accounts.throttling import forget
from casework.act import Operation
from casework.records.stored import Stored
from casework.writing import Writing

RESET = "account.reset"


def reset(access: Access, name: str) -> str | None:
    """Take away password, second factor and sessions; the one-time code to enrol with anew.

    Null where another has to agree first. Raises ``Refused``, also for one's own account.
    """
    with access.doing(RESET) as writing:
        if name == access.account:
            raise Refused(RESET, "one's own account")
        found = writing.get(Account, name)
        if second_person() & {*found.record.roles, *found.record.awaiting}:
            but, now = {access.account, name}, access.store.clock()
            if others_who_approve(writing, access.rules, now, but):
                _ask(access, writing, found)
                return None
            writing.note(Operation.ACCESS, detail={"event": "reset alone", "account": name})
        return _taken_away(access, writing, name)


def agree(access: Access, name: str) -> tuple[Stored[Account], str | None]:
    """Agree to what another asked for: a reset, and its code; else roles. Raises ``Refused``."""
    with access.doing(APPROVE) as writing:
        found = writing.get(Account, name)
        if found.record.reset_asked_by is None:
            return approve_in(access, writing, found), None
        check_another(access, name, found.record.reset_asked_by)
        agreed = msgspec.structs.replace(found.record, reset_asked_by=None)
        stored = writing.revise(agreed, found.revision)
        return stored, _taken_away(access, writing, name)


def _ask(access: Access, writing: Writing, found: Stored[Account]) -> None:
    asked = msgspec.structs.replace(found.record, reset_asked_by=access.account)
    writing.revise(asked, found.revision)


def _taken_away(access: Access, writing: Writing, name: str) -> str:
    end_sessions(writing.connection, name)
    forget(writing.connection, name)
    writing.note(Operation.ACCESS, detail={"event": "one-time code issued", "account": name})
    return issue_one_time(writing.connection, name, access.store.clock())

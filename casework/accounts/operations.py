"""Every operation there is: three on each kind of record, and what is done beside records.

The list is made from the kinds of record themselves, so that a new kind brings operations which
nobody may do until ``permissions.toml`` places them.
"""

from types import MappingProxyType

from casework.act import Operation
from casework.records.kinds import KINDS

CONSULT, ADD, REVISE = "consult", "add", "revise"

BESIDE = MappingProxyType(
    {
        "account.approve": Operation.ALTERATION,
        "account.close_unused": Operation.UPKEEP,
        "account.reset": Operation.ACCESS,
        "account.notices": Operation.ACCESS,
        "agenda.consult": Operation.CONSULTATION,
        "audit.checkpoint": Operation.UPKEEP,
        "audit.conclude": Operation.UPKEEP,
        "audit.consult": Operation.CONSULTATION,
        "audit.export": Operation.EXPORT,
        "audit.verify": Operation.CONSULTATION,
        "basis.consult": Operation.CONSULTATION,
        "alert.consult": Operation.CONSULTATION,
        "alert.decide": Operation.ALTERATION,
        "alert.silence": Operation.ALTERATION,
        "alert.silence_for_all": Operation.ALTERATION,
        "backlog.consult": Operation.CONSULTATION,
        "backlog.replay": Operation.COLLECTION,
        "credentials.change": Operation.ACCESS,
        "decision.sign_off": Operation.ALTERATION,
        "exam.confirm": Operation.ALTERATION,
        "exam.pictures": Operation.CONSULTATION,
        "held.consult": Operation.CONSULTATION,
        "held.open": Operation.CONSULTATION,
        "people.import": Operation.COLLECTION,
        "person.erase": Operation.ERASURE,
        "person.export": Operation.EXPORT,
        "person.pass": Operation.DISCLOSURE,
        "person.repeat_erasures": Operation.ERASURE,
        "person.search": Operation.SEARCH,
        "quarantine.consult": Operation.CONSULTATION,
        "quarantine.replay": Operation.COLLECTION,
        "session.revoke": Operation.ACCESS,
        "statistics.consult": Operation.CONSULTATION,
    }
)
"""Operations on no single record, and how the log calls each."""

LOGGING_ITSELF = frozenset(
    {
        *("agenda.consult", "audit.consult", "basis.consult"),
        *("people.import", "person.erase"),
        *("person.export", "person.repeat_erasures", "person.search"),
    }
)
"""Those of them whose work writes lines of its own, which say more."""


def operations() -> dict[str, Operation]:
    """Each operation's name and how the log calls it."""
    found = dict(BESIDE)
    for kind, record in KINDS.items():
        found[f"{kind}.{CONSULT}"] = Operation.CONSULTATION
        found[f"{kind}.{ADD}"] = record.ADDED
        if record.REVISABLE:
            found[f"{kind}.{REVISE}"] = Operation.ALTERATION
    return found

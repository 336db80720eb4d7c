"""A unit's own rules for casework: ``[casework]`` in ``policy.toml`` in ``SKERRY_HOME``."""

from pathlib import Path

import msgspec

from casework.act import Operation
from casework.errors import CaseworkError
from skerry import SkerryError, policy_table


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``reasons_for``: operations that are refused without a reason.

    The law's demand for one in each line of the log has changed and may change again, so which
    operations ask for it is the unit's to say (Data Protection Act 2018 s.62; Data (Use and
    Access) Act 2025 s.82).

    ``assess_within_days``: within how many days of moving in an environmental risk assessment is
    wanted; unless it is set, the agenda names only those that somebody filed.

    ``sign_off_decisions``: whether every decision needs a supervisor's sign-off to take effect.
    """

    reasons_for: frozenset[Operation] = frozenset()
    assess_within_days: int | None = None
    sign_off_decisions: bool = False


def load_policy(home: Path) -> Policy:
    """The rules, all defaults where there are none; raises ``CaseworkError`` for one not known."""
    try:
        return msgspec.convert(policy_table(home, "casework"), Policy)
    except msgspec.ValidationError as error:
        raise CaseworkError(f"policy file {home / 'policy.toml'}: [casework] {error}") from None
    except SkerryError as error:
        raise CaseworkError(str(error)) from None

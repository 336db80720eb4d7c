"""A unit's own rules for hash sets: ``[hashsets]`` in ``policy.toml`` in ``SKERRY_HOME``."""

from pathlib import Path

import msgspec

from hashsets.records import HashSetError
from skerry import SkerryError, policy_table


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``require_approval``: a set matches only once a second person has approved it.

    ``require_signed_profiles``: no set is imported by a category profile without a good signature.
    """

    require_approval: bool = False
    require_signed_profiles: bool = False


def load_policy(home: Path) -> Policy:
    """The rules, all defaults where there are none; raises ``HashSetError`` for one not known."""
    try:
        return msgspec.convert(policy_table(home, "hashsets"), Policy)
    except SkerryError as error:
        raise HashSetError(str(error)) from None
    except msgspec.ValidationError as error:
        raise HashSetError(f"policy file {home / 'policy.toml'}: [hashsets] {error}") from None

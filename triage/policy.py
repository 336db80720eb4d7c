"""A unit's own rules for examinations: ``[triage]`` of ``policy.toml`` in ``SKERRY_HOME``."""

from pathlib import Path

import msgspec

from skerry import SkerryError, policy_table


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``require_case``: no examination without a recorded authority.

    ``skip_known``: what a set of known files holds is not examined beyond its digests, unless it is
    a picture or a video.
    """

    require_case: bool = False
    skip_known: bool = False


def load_policy(home: Path) -> Policy:
    """The rules, all defaults where there are none; raises ``SkerryError`` for one not known."""
    try:
        return msgspec.convert(policy_table(home, "triage"), Policy)
    except msgspec.ValidationError as error:
        raise SkerryError(f"policy file {home / 'policy.toml'}: [triage] {error}") from None

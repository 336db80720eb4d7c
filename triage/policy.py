"""A unit's own rules for examinations: ``policy.toml`` in ``SKERRY_HOME``."""

import tomllib
from pathlib import Path

import msgspec

from skerry import SkerryError


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``require_case``: no examination without a recorded authority."""

    require_case: bool = False


class _PolicyFile(msgspec.Struct, frozen=True, kw_only=True):
    triage: Policy = Policy()


def load_policy(home: Path) -> Policy:
    """The policy's ``[triage]`` table, all defaults where there is no file.

    Raises ``SkerryError`` where the file cannot be understood: a rule that cannot be read must
    not be passed over.
    """
    path = home / "policy.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), _PolicyFile).triage
    except FileNotFoundError:
        return Policy()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SkerryError(f"policy file {path}: {error}") from None

"""A unit's own rules for hash sets: ``[hashsets]`` in ``policy.toml`` in ``SKERRY_HOME``."""

import tomllib
from pathlib import Path

import msgspec

from hashsets.records import HashSetError


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``require_approval``: a set matches only once a second person has approved it.

    ``require_signed_profiles``: no set is imported by a category profile without a good signature.
    """

    require_approval: bool = False
    require_signed_profiles: bool = False


class _PolicyFile(msgspec.Struct, frozen=True, kw_only=True):
    hashsets: Policy = Policy()


def load_policy(home: Path) -> Policy:
    """The rules, all defaults where there is no file.

    Raises ``HashSetError`` where the file cannot be understood: a rule that cannot be read must
    not be passed over.
    """
    path = home / "policy.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), _PolicyFile).hashsets
    except FileNotFoundError:
        return Policy()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise HashSetError(f"policy file {path}: {error}") from None

"""Which of an account's roles its vetting lets it exercise on a day. Schemes are data."""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import msgspec

from casework.accounts.account import Account, Vetting
from casework.accounts.roles import Role
from casework.errors import CaseworkError

OWN_RULES = "vetting.toml"


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Levels of vetting, the lowest first."""

    title: str
    levels: tuple[str, ...]


class VettingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The schemes, and for each role the least level of each scheme that serves."""

    schemes: Mapping[str, Scheme]
    roles: Mapping[Role, Mapping[str, str]]

    def __post_init__(self) -> None:
        for role, needed in self.roles.items():
            for scheme, level in needed.items():
                self.rank(scheme, level, f"role {role}")

    def rank(self, scheme: str, level: str, what: str) -> int:
        """How high a level is; raises ``CaseworkError`` where the scheme has no such level."""
        if scheme not in self.schemes or level not in self.schemes[scheme].levels:
            raise CaseworkError(f"{what}: no vetting {scheme} {level} in the rules")
        return self.schemes[scheme].levels.index(level)

    def check(self, held: Vetting) -> None:
        """Raise ``CaseworkError`` for a clearance that the rules do not know."""
        self.rank(held.scheme, held.level, "vetting")

    def cleared(self, account: Account, day: date) -> frozenset[Role]:
        """The roles that the account holds and whose vetting it has on that day."""
        return frozenset(role for role in account.roles if self._serves(account, role, day))

    def _serves(self, account: Account, role: Role, day: date) -> bool:
        needed = self.roles.get(role, {})
        return any(
            held.scheme in needed
            and day <= held.expires
            and held.level in self.schemes[held.scheme].levels
            and self.rank(held.scheme, held.level, "vetting")
            >= self.rank(held.scheme, needed[held.scheme], "vetting")
            for held in account.vetting
        )


def vetting_rules(home: Path | None = None) -> VettingRules:
    """The unit's own rules where ``home`` has them, else those shipped.

    Raises ``CaseworkError`` where they cannot be understood: a gate that cannot be read is shut.
    """
    own = home / OWN_RULES if home else None
    try:
        if own is not None and own.exists():
            text = own.read_text("utf-8")
        else:
            text = (files(__package__) / OWN_RULES).read_text("utf-8")
        return msgspec.convert(tomllib.loads(text), VettingRules)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CaseworkError(f"vetting rules {own or OWN_RULES}: {error}") from None

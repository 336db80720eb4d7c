"""What a run would use, before it is held against what the examination is pinned to."""

from dataclasses import dataclass

from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from skerry import SkerryError, home
from triage.authority import Authority, load_case
from triage.inspectors.yara_rules import RuleSet, load_rules
from triage.pins import Pins, chosen_blocks, chosen_sets, pins_of
from triage.policy import Policy, load_policy
from triage.request import Request


@dataclass(frozen=True)
class Means:
    """An authority, hash sets, rules and the unit's policy, as they are found now."""

    authority: Authority
    catalogue: Catalogue
    sets: tuple[SetInfo, ...]
    blocks: tuple[SetInfo, ...]
    rules: RuleSet
    policy: Policy

    def pins(self, carve: tuple[str, ...]) -> Pins:
        """What an examination that uses them, and carves such types, is pinned to."""
        return pins_of(self.sets, self.rules, carve, self.blocks, self.policy.skip_known)


def means_of(request: Request) -> Means:
    """What a request means. Raises ``SkerryError`` where some of it is missing or unusable."""
    policy = load_policy(home())
    if request.case is None and policy.require_case:
        raise SkerryError("this unit's policy wants an authority: give --case FILE.toml")
    catalogue = Catalogue(home() / "hashsets")
    return Means(
        authority=load_case(request.case) if request.case else Authority(),
        catalogue=catalogue,
        sets=chosen_sets(catalogue, request.sets),
        blocks=chosen_blocks(catalogue, request.sets),
        rules=load_rules(request.rules, request.engine),
        policy=policy,
    )

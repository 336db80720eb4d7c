"""Each attack from inside a worker, denied by name."""

import pytest

from jail import syscalls
from jail.attacks import ATTACKS
from jail.layers import Layers
from jail.probe import Attack, probe


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Attack]:
    if not syscalls.available():
        pytest.skip("no libseccomp here")
    return {attack.name: attack for attack in probe()}


def test_at_least_twelve_attacks_are_tried() -> None:
    assert len(ATTACKS) >= 12


@pytest.mark.parametrize("name", ATTACKS)
def test_a_worker_is_denied_to(outcomes: dict[str, Attack], name: str) -> None:
    assert outcomes[name].denied, outcomes[name].detail


@pytest.fixture(scope="module")
def unjailed() -> dict[str, Attack]:
    bare = Layers(landlock=False, filter=False, unprivileged=False)
    return {attack.name: attack for attack in probe(bare)}


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "allocate 2 GiB"])
def test_without_the_jail_a_process_is_able_to(unjailed: dict[str, Attack], name: str) -> None:
    # or its denial would prove nothing; memory is limited in every worker
    assert not unjailed[name].denied, unjailed[name].detail

"""Which targets are told of which theme: a risk to self goes a route of its own as well.

An alert of the theme ``crisis`` is told to the welfare targets beside the ordinary ones, so that
whoever looks after people hears of it without asking the desk, and the desk still sees it; of
anything else the welfare targets hear nothing.
"""

from collections.abc import Iterable, Iterator

from monitor.delivery.base import Target
from monitor.signals import CRISIS

WELFARE = "welfare:"
"""What the names of welfare targets begin with."""


def for_welfare(target: Target) -> Target:
    """The same target, on the welfare route."""
    target.name = f"{WELFARE}{target.name}"
    return target


def routed(targets: Iterable[str], theme: str) -> Iterator[str]:
    """The names of the targets that are told of a theme."""
    return (name for name in targets if theme == CRISIS or not name.startswith(WELFARE))

"""The inspectors of an examination, in the order in which they run."""

from collections.abc import Callable

from triage.inspectors.base import Inspector
from triage.inspectors.digests import DigestInspector
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.picture import PictureInspector
from triage.inspectors.yara_rules import RuleSet, YaraInspector
from triage.records import Picture


def inspectors(
    ruleset: RuleSet | None, near: Callable[[Picture], bool] = lambda _: False
) -> list[Inspector]:
    """Digests, type, picture and, where there are rules, YARA.

    Everything they need is loaded here, so that they open no file once jailed. ``near`` says
    whether a picture hashed at a reduced scale may match anything.
    """
    chosen: list[Inspector] = [DigestInspector(), TypeInspector(), PictureInspector(near=near)]
    if ruleset is not None and ruleset.files:
        chosen.append(YaraInspector(ruleset))
    return chosen
